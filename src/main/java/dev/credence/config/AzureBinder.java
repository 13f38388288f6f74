package dev.credence.config;

import dev.credence.config.ConfigNode.Leaf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code providers.azure} and {@code instance.azure}. */
final class AzureBinder {
    private static final int MOST_RESOURCES = 10_000;
    private static final Pattern RESOURCE = Pattern.compile("[^\\s\\p{Cntrl}]{1,1024}");

    private AzureBinder() {}

    static AzureProviderConfig provider(Section root) {
        Section azure = root.section("providers").section("azure");
        return new AzureProviderConfig(
                resources(azure),
                azure.integer("max-resources", AzureProviderConfig.DEFAULT_MAX_RESOURCES, 1, MOST_RESOURCES));
    }

    static AzureInstance instance(Section root) {
        Section azure = root.section("instance").section("azure");
        return new AzureInstance(
                azure.texts(AzureInstance.KEYS), azure.map("tags"), azure.bool("scheduled-events", false));
    }

    private static List<String> resources(Section azure) {
        Set<String> resources = new LinkedHashSet<>();
        for (Leaf leaf : azure.leaves("resources").orElse(List.of())) {
            String resource = String.valueOf(leaf.text());
            if (!RESOURCE.matcher(resource).matches()) {
                azure.itemError(
                        "resources",
                        leaf,
                        "is not a resource; write it as the SDK asks for it, like https://management.azure.com,"
                                + " without white space, up to 1024 characters");
            } else if (!resources.add(resource)) {
                azure.itemError("resources", leaf, "is listed twice");
            }
        }
        return List.copyOf(resources);
    }
}
