package dev.credence.provider.aws;

import dev.credence.config.AwsInstance;
import dev.credence.provider.Document;
import dev.credence.provider.MetadataTree;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The instance metadata that needs no back end (wire contract 1.5), rendered once: a listing for each directory and a
 * text for each leaf. Immutable; any thread.
 */
final class InstanceMetadata {
    /** Versions of the real service; any date is served alike. */
    static final List<String> VERSIONS = List.of(
            "1.0",
            "2007-01-19",
            "2007-03-01",
            "2007-08-29",
            "2007-10-10",
            "2007-12-15",
            "2008-02-01",
            "2008-09-01",
            "2009-04-04",
            "2011-01-01",
            "2011-05-01",
            "2012-01-12",
            "2014-02-25",
            "2014-11-05",
            "2015-10-20",
            "2016-04-19",
            "2016-06-30",
            "2016-09-02",
            "2018-03-28",
            "2018-08-17",
            "2018-09-24",
            "2019-10-01",
            "2020-10-27",
            "2021-01-03",
            "2021-03-23",
            "2021-07-15",
            "2022-09-24",
            "2024-04-11",
            "latest");

    /** Configuration keys whose path below {@code meta-data/} has the same name. */
    private static final List<String> SAME_NAME = List.of(
            "ami-id",
            "hostname",
            "instance-id",
            "instance-life-cycle",
            "instance-type",
            "local-hostname",
            "local-ipv4",
            "mac",
            "public-hostname",
            "public-ipv4",
            "reservation-id",
            "security-groups");

    private static final String IDENTITY = "dynamic/instance-identity/";
    private static final String USER_DATA = "user-data";
    private static final String MAINTENANCE = "meta-data/events/maintenance/scheduled";

    private final Map<String, Document> withRole = new HashMap<>();
    private final Map<String, Document> withoutRole = new HashMap<>();
    private final Set<String> configured = new HashSet<>();

    InstanceMetadata(AwsInstance instance, Instant now) {
        render(tree(instance, true, now), withRole, now);
        MetadataTree tree = tree(instance, false, now);
        render(tree, withoutRole, now);
        tree.forEach((path, node) -> {
            if (node instanceof MetadataTree.Leaf && !path.equals(MAINTENANCE)) {
                configured.add(path);
            }
        });
        instance.value(USER_DATA).ifPresent(data -> {
            withRole.put(USER_DATA, ImdsAnswers.bytes(data, now));
            withoutRole.put(USER_DATA, ImdsAnswers.bytes(data, now));
        });
    }

    /**
     * The document at that path below the version.
     *
     * @param hasRole whether the caller has a role: {@code meta-data/} then lists {@code iam/}
     */
    @Nullable
    Document find(String path, boolean hasRole) {
        return (hasRole ? withRole : withoutRole).get(path);
    }

    /** True if there is a value at that path and it comes from the configuration; listings do not. */
    boolean isConfigured(String path) {
        return configured.contains(path);
    }

    private static void render(MetadataTree tree, Map<String, Document> documents, Instant now) {
        tree.forEach((path, node) -> documents.put(path, ImdsAnswers.text(text(node), now)));
    }

    private static String text(MetadataTree.Node node) {
        if (node instanceof MetadataTree.Leaf leaf) {
            return leaf.value();
        }
        if (!(node instanceof MetadataTree.Directory directory)) {
            throw new IllegalStateException("EC2 has no lists");
        }
        StringBuilder listing = new StringBuilder();
        directory.children().forEach((name, child) -> listing.append(listing.isEmpty() ? "" : "\n")
                .append(name)
                .append(child instanceof MetadataTree.Directory ? "/" : ""));
        return listing.toString();
    }

    private static MetadataTree tree(AwsInstance instance, boolean hasRole, Instant now) {
        MetadataTree.Builder tree = MetadataTree.builder();
        Map<String, String> leaves = new HashMap<>();
        SAME_NAME.forEach(key -> leaves.put(key, key));
        leaves.put("region", "placement/region");
        leaves.put("availability-zone", "placement/availability-zone");
        leaves.put("availability-zone-id", "placement/availability-zone-id");
        leaves.put("services-domain", "services/domain");
        leaves.put("services-partition", "services/partition");
        leaves.forEach((key, path) -> instance.value(key).ifPresent(value -> tree.put("meta-data/" + path, value)));
        instance.tags().forEach((name, value) -> tree.put("meta-data/tags/instance/" + name.replace("/", "_"), value));
        // Agents poll it; nothing is ever pending here.
        tree.put(MAINTENANCE, "[]");
        if (hasRole) {
            // Served elsewhere, listed here.
            tree.put("meta-data/iam/info", "").put("meta-data/iam/security-credentials/role", "");
        }
        identity(instance, now).ifPresent(document -> tree.put(IDENTITY + "document", document));
        for (String signature : List.of("pkcs7", "rsa2048", "signature")) {
            instance.value("instance-identity-" + signature).ifPresent(value -> tree.put(IDENTITY + signature, value));
        }
        instance.value(USER_DATA).ifPresent(data -> tree.put(USER_DATA, data));
        return tree.build();
    }

    /** The SDKs for Go and Java take the region from here, so without one there is no document. */
    private static Optional<String> identity(AwsInstance instance, Instant now) {
        return instance.value("region").map(region -> new JsonObject()
                .put("accountId", text(instance, "account-id"))
                .put("architecture", instance.value("architecture").orElse("x86_64"))
                .put("availabilityZone", text(instance, "availability-zone"))
                .put("billingProducts", null)
                .put("devpayProductCodes", null)
                .put("marketplaceProductCodes", null)
                .put("imageId", text(instance, "ami-id"))
                .put("instanceId", text(instance, "instance-id"))
                .put("instanceType", text(instance, "instance-type"))
                .put("kernelId", null)
                .put("pendingTime", instance.value("pending-time").orElse(AwsDocuments.second(now)))
                .put("privateIp", text(instance, "local-ipv4"))
                .put("ramdiskId", null)
                .put("region", region)
                .put("version", "2017-09-30")
                .encodePrettily());
    }

    private static @Nullable String text(AwsInstance instance, String key) {
        return instance.value(key).orElse(null);
    }
}
