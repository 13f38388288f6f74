package dev.credence.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The shapes in which engines answer, from the API's reference of each version: what old ones have at the top of the
 * network settings new ones have not, new events have no {@code status}, {@code id} and {@code from}, and engines refuse
 * versions that are too old for them.
 */
public enum DockerForm {
    /** Docker 1.12. */
    OLDEST("1.24", ""),
    /** Docker 24. */
    DOCKER_24("1.43", "1.12"),
    /** Docker 27. */
    DOCKER_27("1.47", "1.24"),
    /** Docker 29, which speaks nothing below 1.44. */
    DOCKER_29("1.52", "1.44"),
    /** One to come that has left everything behind that we know. */
    TO_COME("1.90", "1.60"),
    /** Podman's compatible API. */
    PODMAN("1.41", "1.24");

    private final String newest;
    private final String oldest;

    DockerForm(String newest, String oldest) {
        this.newest = newest;
        this.oldest = oldest;
    }

    /** True if it answers requests of that version; none is always taken. */
    boolean takes(String prefix) {
        int minor = prefix.isEmpty() ? minor(newest) : minor(prefix);
        return minor <= minor(newest) && (oldest.isEmpty() || minor >= minor(oldest));
    }

    JsonObject version() {
        JsonObject version = new JsonObject().put("Version", "0.0.0-fake").put("ApiVersion", newest);
        if (!oldest.isEmpty()) {
            version.put("MinAPIVersion", oldest);
        }
        return this == PODMAN
                ? version.put("Components", new JsonArray().add(new JsonObject().put("Name", "Podman Engine")))
                : version;
    }

    JsonObject listed(FakeContainer container) {
        return new JsonObject()
                .put("Id", container.id())
                .put("Names", new JsonArray().add("/" + container.name()))
                .put("Image", "registry/" + container.name())
                .put("Created", 1_700_000_000)
                .put("Labels", labels(container))
                .put("State", "running")
                .put("Status", "Up 2 minutes")
                .put("HostConfig", new JsonObject().put("NetworkMode", container.mode()))
                .put("NetworkSettings", new JsonObject().put("Networks", networks(container)));
    }

    JsonObject described(FakeContainer container) {
        JsonArray environment = new JsonArray();
        container.environment().forEach((name, value) -> environment.add(name + "=" + value));
        JsonObject settings = new JsonObject().put("Networks", networks(container));
        if (minor(newest) < 52) {
            settings.put("IPAddress", container.addresses().stream().findFirst().orElse(""))
                    .put("GlobalIPv6Address", "")
                    .put("Bridge", "");
        }
        return new JsonObject()
                .put("Id", container.id())
                .put("Created", "2026-03-01T08:00:00.000000001Z")
                .put("Name", this == PODMAN ? container.name() : "/" + container.name())
                .put("Image", "sha256:" + container.id())
                .put(
                        "State",
                        new JsonObject()
                                .put("Status", "running")
                                .put("Running", true)
                                .put("Paused", false)
                                .put("Pid", 4711)
                                .put("StartedAt", container.started())
                                .put("FinishedAt", "0001-01-01T00:00:00Z"))
                .put(
                        "Config",
                        new JsonObject()
                                .put("Hostname", container.id().substring(0, 12))
                                .put("Env", environment)
                                .put("Labels", labels(container))
                                .put("Image", "registry/" + container.name()))
                .put("HostConfig", new JsonObject().put("NetworkMode", container.mode()))
                .put("NetworkSettings", settings);
    }

    JsonObject network(String subnet) {
        return new JsonObject()
                .put("Name", "net-" + subnet)
                .put("Driver", "bridge")
                .put(
                        "IPAM",
                        new JsonObject()
                                .put("Driver", "default")
                                .put(
                                        "Config",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("Subnet", subnet)
                                                        .put("Gateway", subnet.replaceFirst("\\.0/.*", ".1")))));
    }

    JsonObject hostNetwork() {
        Object config = this == OLDEST ? new JsonArray() : null;
        return new JsonObject()
                .put("Name", "host")
                .put("Driver", "host")
                .put("IPAM", new JsonObject().put("Driver", "default").put("Config", config));
    }

    /** An event about a container. */
    public JsonObject container(String action, FakeContainer container) {
        return event(
                "container",
                this == PODMAN && action.equals("destroy") ? "remove" : action,
                container.id(),
                new JsonObject().put("image", "registry/" + container.name()).put("name", container.name()));
    }

    /** An event about a container's place in a network. */
    public JsonObject network(String action, FakeContainer container) {
        return event(
                "network",
                action,
                "9f".repeat(32),
                this == PODMAN
                        ? new JsonObject().put("name", "podman")
                        : new JsonObject().put("container", container.id()).put("name", "bridge"));
    }

    private JsonObject event(String type, String action, String id, JsonObject attributes) {
        JsonObject event = new JsonObject();
        if (minor(newest) < 52 && type.equals("container")) {
            event.put("status", action).put("id", id).put("from", attributes.getString("image"));
        }
        return event.put("Type", type)
                .put("Action", action)
                .put("Actor", new JsonObject().put("ID", id).put("Attributes", attributes))
                .put("scope", "local")
                .put("time", 1_900_000_000L)
                .put("timeNano", 1_900_000_000_000_000_000L);
    }

    private static JsonObject labels(FakeContainer container) {
        JsonObject labels = new JsonObject();
        container.labels().forEach(labels::put);
        return labels;
    }

    private static JsonObject networks(FakeContainer container) {
        JsonObject networks = new JsonObject();
        if (container.mode().equals("host")) {
            return networks.put("host", new JsonObject().put("IPAddress", "").put("GlobalIPv6Address", ""));
        }
        int number = 0;
        for (String address : container.addresses()) {
            boolean old = address.indexOf(':') < 0;
            networks.put(
                    "net" + number++,
                    new JsonObject()
                            .put("IPAddress", old ? address : "")
                            .put("IPPrefixLen", old ? 24 : 0)
                            .put("Gateway", "127.0.0.1")
                            .put("GlobalIPv6Address", old ? "" : address));
        }
        return networks;
    }

    private static int minor(String version) {
        return Integer.parseInt(version.replaceFirst(".*\\.", ""));
    }
}
