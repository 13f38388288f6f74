package dev.credence.provider.azure;

import java.util.List;
import java.util.Locale;

/**
 * Which of its identities a workload wants.
 *
 * @param value as it was sent
 * @param name what the value calls an identity, if it is a name and not an id: the last segment of a resource id, else
 *     the value itself
 */
record Selector(Kind kind, String value, String name) {
    private static final String USER_ASSIGNED = "/userassignedidentities/";

    /** What the value is. */
    enum Kind {
        /** Of the application. */
        CLIENT_ID,
        /** Of the service principal. */
        OBJECT_ID,
        /** Of the user-assigned identity as an Azure resource. */
        RESOURCE_ID
    }

    /** A query's variable and what it holds. */
    record Variable(String name, Kind kind) {
        Selector selector(String value) {
            return new Selector(kind, value, kind == Kind.RESOURCE_ID ? lastSegment(value) : value);
        }
    }

    /** All spellings: IMDS of today and before, App Service of today and before. */
    static final List<Variable> VARIABLES = List.of(
            new Variable("client_id", Kind.CLIENT_ID),
            new Variable("clientid", Kind.CLIENT_ID),
            new Variable("object_id", Kind.OBJECT_ID),
            new Variable("principal_id", Kind.OBJECT_ID),
            new Variable("msi_res_id", Kind.RESOURCE_ID),
            new Variable("mi_res_id", Kind.RESOURCE_ID));

    private static String lastSegment(String value) {
        int start = value.toLowerCase(Locale.ROOT).lastIndexOf(USER_ASSIGNED);
        String last = start < 0 ? "" : value.substring(start + USER_ASSIGNED.length());
        return last.isEmpty() || last.indexOf('/') >= 0 ? value : last;
    }
}
