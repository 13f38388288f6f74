package dev.credence.provider.azure;

import dev.credence.config.AzureInstance;
import dev.credence.provider.MetadataTree;
import dev.credence.provider.MetadataTree.Node;
import dev.credence.provider.MetadataTree.Sequence;
import dev.credence.provider.azure.MachineMetadata.View;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tree below {@code /metadata/instance}, as version 2021-12-13 has it: every element is there, empty if it is not
 * known, and every value is a string.
 */
final class MachineTree {
    private static final String COMPUTE = "compute/";
    private static final String STORAGE = COMPUTE + "storageProfile/";

    /** Elements of {@code compute} by the configuration key that they are read from. */
    private static final Map<String, String> CONFIGURED = Map.ofEntries(
            Map.entry("custom-data", "customData"),
            Map.entry("location", "location"),
            Map.entry("name", "name"),
            Map.entry("offer", "offer"),
            Map.entry("admin-username", "osProfile/adminUsername"),
            Map.entry("computer-name", "osProfile/computerName"),
            Map.entry("os-type", "osType"),
            Map.entry("placement-group-id", "placementGroupId"),
            Map.entry("platform-fault-domain", "platformFaultDomain"),
            Map.entry("platform-update-domain", "platformUpdateDomain"),
            Map.entry("publisher", "publisher"),
            Map.entry("resource-group", "resourceGroupName"),
            Map.entry("sku", "sku"),
            Map.entry("user-data", "userData"),
            Map.entry("version", "version"),
            Map.entry("vm-id", "vmId"),
            Map.entry("vm-scale-set-name", "vmScaleSetName"),
            Map.entry("vm-size", "vmSize"),
            Map.entry("zone", "zone"));

    /** Elements of {@code compute} that nobody can configure and clients look for all the same. */
    private static final List<String> EMPTY = List.of(
            "evictionPolicy",
            "extendedLocation/name",
            "extendedLocation/type",
            "host/id",
            "hostGroup/id",
            "licenseType",
            "plan/name",
            "plan/product",
            "plan/publisher",
            "platformSubFaultDomain",
            "priority",
            "virtualMachineScaleSet/id");

    private final AzureInstance instance;
    private final MetadataTree.Builder tree = MetadataTree.builder();

    private MachineTree(AzureInstance instance) {
        this.instance = instance;
    }

    static MetadataTree of(AzureInstance instance, View view) {
        MachineTree machine = new MachineTree(instance);
        machine.compute(view);
        machine.storage();
        machine.network();
        return machine.tree.build();
    }

    private void compute(View view) {
        EMPTY.forEach(path -> tree.put(COMPUTE + path, ""));
        CONFIGURED.forEach((key, path) -> tree.put(COMPUTE + path, text(key)));
        tree.put(
                        COMPUTE + "azEnvironment",
                        instance.value("environment").orElse(view.environment().label()))
                .put(COMPUTE + "additionalCapabilities/hibernationEnabled", "false")
                .put(COMPUTE + "isHostCompatibilityLayerVm", "false")
                .put(COMPUTE + "osProfile/disablePasswordAuthentication", "true")
                .put(COMPUTE + "provider", "Microsoft.Compute")
                .put(COMPUTE + "publicKeys", new Sequence(List.of()))
                .put(COMPUTE + "resourceId", resourceId(view.subscriptionId()))
                .put(COMPUTE + "securityProfile/encryptionAtHost", "false")
                .put(COMPUTE + "securityProfile/secureBootEnabled", "false")
                .put(COMPUTE + "securityProfile/securityType", "")
                .put(COMPUTE + "securityProfile/virtualTpmEnabled", "false")
                .put(COMPUTE + "subscriptionId", view.subscriptionId());
        Map<String, String> tags = new TreeMap<>(instance.tags());
        tree.put(
                COMPUTE + "tags",
                tags.entrySet().stream()
                        .map(tag -> tag.getKey() + ':' + tag.getValue())
                        .collect(Collectors.joining(";")));
        tree.put(
                COMPUTE + "tagsList",
                new Sequence(tags.entrySet().stream()
                        .<Node>map(tag -> directory(Map.of("name", tag.getKey(), "value", tag.getValue())))
                        .toList()));
    }

    private void storage() {
        tree.put(STORAGE + "dataDisks", new Sequence(List.of()))
                .put(STORAGE + "imageReference/communityGalleryImageId", "")
                .put(STORAGE + "imageReference/exactVersion", "")
                .put(STORAGE + "imageReference/id", "")
                .put(STORAGE + "imageReference/sharedGalleryImageId", "")
                .put(STORAGE + "osDisk/osType", text("os-type"))
                .put(STORAGE + "osDisk/encryptionSettings/enabled", "false")
                .put(STORAGE + "osDisk/writeAcceleratorEnabled", "false")
                .put(STORAGE + "resourceDisk/size", "");
        List.of("offer", "publisher", "sku", "version")
                .forEach(name -> tree.put(STORAGE + "imageReference/" + name, text(name)));
        List.of(
                        "caching",
                        "createOption",
                        "diffDiskSettings/option",
                        "diskSizeGB",
                        "image/uri",
                        "managedDisk/id",
                        "managedDisk/storageAccountType",
                        "name",
                        "vhd/uri")
                .forEach(path -> tree.put(STORAGE + "osDisk/" + path, ""));
    }

    private void network() {
        String subnet = text("subnet");
        int slash = subnet.indexOf('/');
        Node addresses =
                directory(Map.of("privateIpAddress", text("private-ip"), "publicIpAddress", text("public-ip")));
        Node network = directory(Map.of(
                "address", slash < 0 ? subnet : subnet.substring(0, slash),
                "prefix", slash < 0 ? "" : subnet.substring(slash + 1)));
        Node card = MetadataTree.builder()
                .put("ipv4/ipAddress", new Sequence(List.of(addresses)))
                .put("ipv4/subnet", new Sequence(List.of(network)))
                .put("ipv6/ipAddress", new Sequence(List.of()))
                .put("macAddress", mac(text("mac")))
                .build()
                .root();
        tree.put("network/interface", new Sequence(List.of(card)));
    }

    /** Azure writes hardware addresses without anything between the digits. */
    private static String mac(String configured) {
        return configured.replace(":", "").replace("-", "").toUpperCase(Locale.ROOT);
    }

    /** The machine in the resource manager; empty unless all of it is known. */
    private String resourceId(String subscriptionId) {
        String group = text("resource-group");
        String name = text("name");
        return subscriptionId.isEmpty() || group.isEmpty() || name.isEmpty()
                ? ""
                : "/subscriptions/" + subscriptionId + "/resourceGroups/" + group
                        + "/providers/Microsoft.Compute/virtualMachines/" + name;
    }

    private String text(String key) {
        return instance.value(key).orElse("");
    }

    private static Node directory(Map<String, String> leaves) {
        MetadataTree.Builder builder = MetadataTree.builder();
        leaves.forEach(builder::put);
        return builder.build().root();
    }
}
