package dev.credence.provider.azure;

import dev.credence.provider.Exchange;
import dev.credence.provider.Query;
import dev.credence.provider.azure.Selector.Variable;
import dev.credence.provider.azure.TokenRequest.Fault;
import dev.credence.provider.azure.TokenRequest.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the queries of one identity endpoint (wire contract 4.1, 4.5). Workloads send the same few again and again, so
 * those are kept read. Any thread.
 */
final class TokenQueries {
    static final String INVALID_REQUEST = "invalid_request";
    static final String INVALID_RESOURCE = "invalid_resource";
    static final Fault IDENTITY_NOT_FOUND = new Fault(INVALID_REQUEST, "Identity not found");

    private static final String VERSION = "api-version";
    private static final String RESOURCE = "resource";
    private static final int LONGEST_RESOURCE = 1024;
    /** Queries that are kept read, and how long such a one may be: together they bound what callers can fill. */
    private static final int KEPT = 512;

    private static final int LONGEST_KEPT = 512;

    private static final Fault MALFORMED = new Fault(INVALID_REQUEST, "The query cannot be read");
    private static final Fault REPEATED = new Fault(INVALID_REQUEST, "A query variable is given more than once");
    private static final Fault NO_VERSION =
            new Fault(INVALID_REQUEST, "Required query variable 'api-version' is missing");
    private static final Fault UNKNOWN_VERSION = new Fault(INVALID_REQUEST, "The api-version is not supported");
    private static final Fault NO_RESOURCE =
            new Fault(INVALID_REQUEST, "Required query variable 'resource' is missing");
    private static final Fault BAD_RESOURCE = new Fault(
            INVALID_RESOURCE, "The resource is empty, longer than 1024 characters or not written in printable ASCII");
    private static final Fault FORBIDDEN_RESOURCE =
            new Fault(INVALID_RESOURCE, "The resource is not among those of this gateway (providers.azure.resources)");
    private static final Fault SEVERAL_SELECTORS =
            new Fault(INVALID_REQUEST, "At most one of client_id, object_id and msi_res_id may be given");

    private final Set<String> versions;
    private final Set<String> resources;
    private final Map<String, Wanted> kept = new ConcurrentHashMap<>();

    /**
     * @param versions those that may be asked for
     * @param resources the only ones that tokens are given for; empty for any
     */
    TokenQueries(Set<String> versions, List<String> resources) {
        this.versions = Set.copyOf(versions);
        this.resources = resources.stream().map(TokenQueries::withoutSlash).collect(Collectors.toUnmodifiableSet());
    }

    /** What the exchange's query asks for. */
    TokenRequest read(Exchange exchange) {
        String raw = exchange.rawQuery();
        Wanted known = raw == null ? null : kept.get(raw);
        if (known != null) {
            return known;
        }
        Query query = exchange.query();
        TokenRequest read = read(query);
        if (read instanceof Wanted wanted && raw != null && raw.length() <= LONGEST_KEPT && hasNoMore(query, wanted)) {
            if (kept.size() >= KEPT) {
                kept.clear();
            }
            kept.put(raw, wanted);
        }
        return read;
    }

    private TokenRequest read(Query query) {
        Fault fault = fault(query);
        String version = query.value(VERSION);
        String resource = query.value(RESOURCE);
        if (fault != null || version == null || resource == null) {
            return fault == null ? MALFORMED : fault;
        }
        Selector selector = null;
        for (Variable variable : Selector.VARIABLES) {
            String value = query.value(variable.name());
            if (value != null && selector != null) {
                return SEVERAL_SELECTORS;
            }
            selector = value == null ? selector : variable.selector(value);
        }
        return new Wanted(version, resource, selector);
    }

    private @Nullable Fault fault(Query query) {
        if (query.isMalformed()) {
            return MALFORMED;
        }
        if (query.repeated() != null) {
            return REPEATED;
        }
        String version = query.value(VERSION);
        if (version == null || version.isEmpty()) {
            return NO_VERSION;
        }
        if (!versions.contains(version)) {
            return UNKNOWN_VERSION;
        }
        String resource = query.value(RESOURCE);
        if (resource == null) {
            return NO_RESOURCE;
        }
        if (!isResource(resource)) {
            return BAD_RESOURCE;
        }
        return resources.isEmpty() || resources.contains(withoutSlash(resource)) ? null : FORBIDDEN_RESOURCE;
    }

    /** A query that also holds something else may hold something new each time. */
    private static boolean hasNoMore(Query query, Wanted wanted) {
        return query.size() == (wanted.selector() == null ? 2 : 3);
    }

    private static boolean isResource(String text) {
        if (text.isEmpty() || text.length() > LONGEST_RESOURCE) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** For the list of resources both spellings are the same one, though to some services they are not. */
    private static String withoutSlash(String resource) {
        return resource.endsWith("/") ? resource.substring(0, resource.length() - 1) : resource;
    }
}
