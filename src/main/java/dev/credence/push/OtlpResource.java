package dev.credence.push;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose metrics they are, in the words of OpenTelemetry's conventions.
 *
 * @param tags more to say about it; they win
 */
record OtlpResource(Map<String, String> tags, MetricsPush.Instance instance) {
    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("service.name", "credence");
        attributes.put("service.version", instance.version());
        attributes.put("service.instance.id", instance.id());
        attributes.put("host.name", instance.host());
        attributes.putAll(tags);
        return attributes;
    }
}
