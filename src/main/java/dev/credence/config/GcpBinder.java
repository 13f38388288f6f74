package dev.credence.config;

import dev.credence.config.ConfigNode.Leaf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code providers.gcp} and {@code instance.gcp}. */
final class GcpBinder {
    static final String IDENTITY = "iam-credentials";

    /** {@code europe-west1-b}, and zones as {@code us-central1-ai1a}. */
    private static final Pattern ZONE = Pattern.compile("[a-z]+-[a-z]+\\d+-[a-z0-9]+");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}");
    /** What Compute Engine takes. */
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private static final Pattern TAG = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private GcpBinder() {}

    static GcpProviderConfig provider(Section root) {
        Section gcp = root.section("providers").section("gcp");
        Optional<String> identity = gcp.value("identity", text -> NameText.oneOf(text, Set.of("off", IDENTITY)));
        return new GcpProviderConfig(
                identity.filter(IDENTITY::equals).isPresent(),
                gcp.given("identity-endpoint", HttpsServer::parse).orElse(GcpProviderConfig.PUBLIC_ENDPOINT));
    }

    static GcpInstance instance(Section root) {
        Section gcp = root.section("instance").section("gcp");
        gcp.given("zone", GcpBinder::zone);
        gcp.given("numeric-project-id", GcpBinder::number);
        gcp.given("id", GcpBinder::number);
        return new GcpInstance(
                gcp.texts(GcpInstance.KEYS),
                attributes(gcp, "attributes"),
                attributes(gcp, "project-attributes"),
                tags(gcp));
    }

    private static String zone(String text) {
        if (!ZONE.matcher(text).matches()) {
            throw new IllegalArgumentException("is not a zone; write its name alone, like europe-west1-b");
        }
        return text;
    }

    private static String number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("is not a number of Google's; write its digits, 20 at most");
        }
        return text;
    }

    private static Map<String, String> attributes(Section gcp, String key) {
        Map<String, String> attributes = gcp.map(key);
        Section written = gcp.section(key);
        for (String name : attributes.keySet()) {
            if (!ATTRIBUTE.matcher(name).matches()) {
                written.nameError(
                        name, "is not the name of an attribute; it may have up to 128 letters, digits, _ and -");
            }
        }
        return attributes;
    }

    private static List<String> tags(Section gcp) {
        Set<String> tags = new LinkedHashSet<>();
        for (Leaf leaf : gcp.leaves("tags").orElse(List.of())) {
            String tag = String.valueOf(leaf.text()).strip();
            if (!TAG.matcher(tag).matches()) {
                gcp.itemError(
                        "tags",
                        leaf,
                        "is not a network tag; it may have up to 63 lower-case letters, digits and -, a letter first");
            } else if (!tags.add(tag)) {
                gcp.itemError("tags", leaf, "is listed twice");
            }
        }
        return List.copyOf(tags);
    }
}
