package dev.credence.caller.docker;

import dev.credence.caller.Container;
import io.netty.util.NetUtil;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what engines answer (Docker Engine API, 1.24 and later; Podman's compatible API). Only fields that all versions
 * have are read, and nothing is trusted to be of the type that the API says.
 */
final class Json {
    /** Of the environment, and of the labels, of one container; what is longer is not kept. */
    private static final int MOST_KEPT = 32 * 1024;

    private static final int LONGEST_VALUE = 4096;
    private static final String HOST = "host";
    private static final String JOINED = "container:";

    private Json() {}

    /** A container as the list has it; empty if it is not one. */
    static Optional<Listed> listed(JsonObject item) {
        String id = text(item, "Id");
        return id.isEmpty() ? Optional.empty() : Optional.of(new Listed(id, addresses(item)));
    }

    /**
     * A container as it is described alone.
     *
     * @return empty if it does not run
     * @throws EngineTrouble if it is no description of a container
     */
    static Optional<Container> container(JsonObject described) {
        String id = text(described, "Id");
        JsonObject state = object(described, "State");
        if (id.isEmpty() || !(state.getValue("Running") instanceof Boolean running)) {
            throw EngineTrouble.nonsense("the answer describes no container");
        }
        JsonObject config = object(described, "Config");
        return running
                ? Optional.of(new Container(
                        id,
                        started(text(state, "StartedAt")),
                        text(described, "Name").replaceFirst("^/", ""),
                        text(config, "Image"),
                        environment(config),
                        labels(config),
                        addresses(described),
                        isHost(described),
                        joined(described)))
                : Optional.empty();
    }

    /** What a network of the engine says about its addresses. */
    static NetworkRange network(JsonObject network) {
        NetworkRange range = NetworkRange.none();
        for (Object config : array(object(network, "IPAM"), "Config")) {
            if (config instanceof JsonObject part) {
                range = range.with(text(part, "Subnet"), text(part, "Gateway"));
            }
        }
        return range;
    }

    /** The value of that name as text; empty if there is none. */
    static String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String text ? text : "";
    }

    /** The object of that name; an empty one if there is none. */
    static JsonObject object(JsonObject json, String name) {
        return json.getValue(name) instanceof JsonObject object ? object : new JsonObject();
    }

    private static Iterable<Object> array(JsonObject json, String name) {
        return json.getValue(name) instanceof JsonArray array ? array : List.of();
    }

    private static String joined(JsonObject container) {
        String mode = text(object(container, "HostConfig"), "NetworkMode");
        return mode.startsWith(JOINED) ? mode.substring(JOINED.length()) : "";
    }

    private static boolean isHost(JsonObject container) {
        return text(object(container, "HostConfig"), "NetworkMode").equals(HOST)
                || object(object(container, "NetworkSettings"), "Networks").containsKey(HOST);
    }

    /**
     * On every network. Those at the top of the settings are of the default network alone, and newer versions have
     * none (API 1.21 and later have {@code Networks}).
     */
    private static Set<InetAddress> addresses(JsonObject container) {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        for (Map.Entry<String, Object> network : object(object(container, "NetworkSettings"), "Networks")) {
            if (network.getValue() instanceof JsonObject endpoint) {
                add(addresses, text(endpoint, "IPAddress"));
                add(addresses, text(endpoint, "GlobalIPv6Address"));
            }
        }
        return addresses;
    }

    private static void add(Set<InetAddress> addresses, String literal) {
        InetAddress address = address(literal);
        if (address != null && !address.isAnyLocalAddress()) {
            addresses.add(address);
        }
    }

    /** An IPv4 address in the form of IPv6 is the IPv4 address. */
    static @Nullable InetAddress address(String literal) {
        return literal.isEmpty() ? null : NetUtil.createInetAddressFromIpAddressString(literal);
    }

    private static Instant started(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException other) {
            throw EngineTrouble.nonsense("the answer does not say since when the container runs");
        }
    }

    /** {@code NAME=value}; of a name that is there twice the last counts, as for the container itself. */
    private static Map<String, String> environment(JsonObject config) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Object entry : array(config, "Env")) {
            if (entry instanceof String text && text.indexOf('=') > 0) {
                int equals = text.indexOf('=');
                environment.put(text.substring(0, equals), text.substring(equals + 1));
            }
        }
        return bounded(environment);
    }

    private static Map<String, String> labels(JsonObject config) {
        Map<String, String> labels = new TreeMap<>();
        object(config, "Labels").forEach(label -> {
            if (label.getValue() instanceof String value) {
                labels.put(label.getKey(), value);
            }
        });
        return bounded(labels);
    }

    private static Map<String, String> bounded(Map<String, String> all) {
        Map<String, String> kept = new LinkedHashMap<>();
        int length = 0;
        for (Map.Entry<String, String> entry : all.entrySet()) {
            int own = entry.getKey().length() + entry.getValue().length();
            if (own <= LONGEST_VALUE && length + own <= MOST_KEPT) {
                kept.put(entry.getKey(), entry.getValue());
                length += own;
            }
        }
        return kept;
    }
}
