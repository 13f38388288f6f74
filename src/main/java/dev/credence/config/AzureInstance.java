package dev.credence.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The non-secret metadata of the emulated Azure virtual machine.
 *
 * @param values by configuration key, only those that are known; the keys are {@link #KEYS}
 * @param tags of the virtual machine by name
 * @param scheduledEvents whether the document of scheduled events is served; it never has any
 */
public record AzureInstance(Map<String, String> values, Map<String, String> tags, boolean scheduledEvents) {

    /** Every key that may be configured below {@code instance.azure}, besides {@code tags}. */
    public static final Set<String> KEYS = Set.of(
            "subscription-id",
            "tenant-id",
            "resource-group",
            "location",
            "vm-id",
            "name",
            "vm-size",
            "zone",
            "environment",
            "os-type",
            "computer-name",
            "admin-username",
            "publisher",
            "offer",
            "sku",
            "version",
            "vm-scale-set-name",
            "placement-group-id",
            "platform-fault-domain",
            "platform-update-domain",
            "custom-data",
            "user-data",
            "private-ip",
            "public-ip",
            "mac",
            "subnet");

    /** The value of that key, if it is known. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
