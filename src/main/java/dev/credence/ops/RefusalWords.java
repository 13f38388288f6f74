package dev.credence.ops;

import java.util.Map;

/** Why a request, or whoever sent it, was turned away, in words for whoever is on call. */
final class RefusalWords {
    /** By the code that metrics, the log and the audit log have. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("no_rule", "no rule of callers matches its address"),
            Map.entry("undecided", "the request was turned away whoever sent it"),
            Map.entry("unknown_container", "the address is of an engine's network, but no running container has it"),
            Map.entry("two_containers", "two containers have the address"),
            Map.entry("host_network", "containers use the machine's own addresses"),
            Map.entry("container_ended", "its container has ended"),
            Map.entry("malformed_container_id", "the proxy sent no id of a container"),
            Map.entry("engine_unavailable", "the container engine does not answer"),
            Map.entry("not_entitled", "the caller's rule gives it no such credential"),
            Map.entry("no_role", "the caller names no role, and there is none for those who do not"),
            Map.entry("no_token", "sent without the caller's secret, or with a wrong one"),
            Map.entry("no_session_token", "asked without a session token (IMDSv1), which is off"),
            Map.entry("bad_session_token", "sent a session token that has ended, or that is not of this gateway"),
            Map.entry("no_metadata_flavor", "sent without the header Metadata-Flavor: Google"),
            Map.entry("forwarded", "came through a proxy (X-Forwarded-For)"),
            Map.entry("untrusted_host", "asked for by a name that is not among the listener's hosts"),
            Map.entry("provider_off", "the cloud is not among the listener's providers"),
            Map.entry("too_many_requests", "the caller asks too often (limits.requests)"),
            Map.entry("malformed", "is no proper HTTP"),
            Map.entry("body_too_large", "the body is too large"),
            Map.entry("uri_too_long", "the address asked for is too long"),
            Map.entry("headers_too_large", "the headers are too large"),
            Map.entry("internal", "a defect of the gateway, see the log"));

    private RefusalWords() {}

    /** The code itself if it has no words. */
    static String of(String code) {
        // Those of back ends have a dot; what they say is the credential's last error.
        return code.indexOf('.') > 0
                ? "there is no credential to give; its last error says why"
                : WORDS.getOrDefault(code, code);
    }
}
