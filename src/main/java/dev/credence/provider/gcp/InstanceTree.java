package dev.credence.provider.gcp;

import dev.credence.config.GcpInstance;
import dev.credence.provider.MetadataTree;
import dev.credence.provider.MetadataTree.Leaf;
import dev.credence.provider.MetadataTree.Sequence;
import dev.credence.provider.gcp.ServiceAccounts.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metadata of the instance as one caller sees it (wire contract 3.5): from the configuration, and its accounts. */
final class InstanceTree {
    /** Configuration keys whose path below {@code instance/} has the same name. */
    private static final List<String> SAME_NAME = List.of("cpu-platform", "description", "hostname", "image", "name");

    private static final String DEFAULT_UNIVERSE = "googleapis.com";
    /** For zones and machine types of a project that is not known; clients take the last segment alone. */
    private static final String NO_PROJECT = "0";

    private InstanceTree() {}

    /**
     * @param project of the instance, if it is known
     * @param accounts those of the caller
     */
    static MetadataTree of(GcpInstance config, Optional<String> project, List<Profile> accounts) {
        MetadataTree.Builder tree = MetadataTree.builder()
                .directory("instance/attributes")
                .directory("instance/service-accounts")
                .directory("oslogin")
                .directory("project/attributes")
                .put("universe/universe-domain", config.value("universe-domain").orElse(DEFAULT_UNIVERSE));
        project.ifPresent(id -> tree.put("project/project-id", id));
        config.value("numeric-project-id").ifPresent(id -> tree.put("project/numeric-project-id", Leaf.number(id)));
        config.value("id").ifPresent(id -> tree.put("instance/id", Leaf.number(id)));
        SAME_NAME.forEach(name -> config.value(name).ifPresent(value -> tree.put("instance/" + name, value)));
        String owner = "projects/"
                + config.value("numeric-project-id").or(() -> project).orElse(NO_PROJECT);
        config.value("zone").ifPresent(zone -> tree.put("instance/zone", full(owner + "/zones/", zone)));
        config.value("machine-type")
                .ifPresent(type -> tree.put("instance/machine-type", full(owner + "/machineTypes/", type)));
        if (!config.tags().isEmpty()) {
            tree.put("instance/tags", Sequence.of(config.tags()));
        }
        putAll(tree, "instance/attributes/", config.attributes());
        putAll(tree, "project/attributes/", config.projectAttributes());
        accounts.forEach(account -> put(tree, account));
        return tree.build();
    }

    private static void put(MetadataTree.Builder tree, Profile account) {
        String directory = "instance/service-accounts/" + account.directory() + '/';
        tree.put(
                directory + "aliases", Sequence.of(account.isDefault() ? List.of(ServiceAccounts.DEFAULT) : List.of()));
        if (account.email() != null) {
            tree.put(directory + "email", account.email());
            tree.put(directory + "scopes", Sequence.of(account.scopes()));
        }
    }

    private static void putAll(MetadataTree.Builder tree, String directory, Map<String, String> values) {
        values.forEach((name, value) -> tree.put(directory + name, value));
    }

    /** Who writes slashes has written the whole of it. */
    private static String full(String owner, String value) {
        return value.indexOf('/') < 0 ? owner + value : value;
    }
}
