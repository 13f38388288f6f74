package dev.credence.config;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a back end of type sts: AWS STS. */
final class StsBinder {
    static final String TYPE = "sts";

    private static final String VAULT = "vault";
    private static final String IMS = "ims";
    private static final String CREDENTIALS = "credentials";
    /** {@code eu-west-1}, {@code us-gov-west-1}, {@code us-isob-east-1}; {@code aws-global} is the SDKs' own. */
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d{1,2}|aws(-[a-z]+)*-global");

    private static final Pattern ROLE_ARN =
            Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/([\\x21-\\x7e]{1,510}/)?[\\w+=,.@-]{1,64}");

    private StsBinder() {}

    /**
     * The back end, if it could be read.
     *
     * @param all back ends as they are written, by name
     */
    static Optional<BackendConfig> bind(String name, Section section, Map<String, Section> all) {
        BackendKeys.check(section, TYPE);
        return Optional.of(new StsConfig(
                name,
                section.given("region", StsBinder::region),
                section.given("endpoint", HttpsServer::parse),
                section.given("proxy", StsBinder::proxy),
                credentials(name, section, all),
                BackendBinder.timeout(section),
                BackendBinder.retries(section),
                BackendBinder.rateLimit(section),
                BackendBinder.breaker(section)));
    }

    private static String region(String text) {
        if (!REGION.matcher(text).matches()) {
            throw new IllegalArgumentException("is not a region; write it like eu-west-1");
        }
        return text;
    }

    private static URI proxy(String text) {
        URI proxy = HttpProxy.parse(text);
        if (proxy.getPort() < 0) {
            throw new IllegalArgumentException(HttpProxy.FORM);
        }
        return proxy;
    }

    /** Empty for the word {@code default}, and if nothing is written. */
    private static Optional<SourceCredential> credentials(String name, Section section, Map<String, Section> all) {
        Section source = section.section(CREDENTIALS);
        if (source.branch().children().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> backend = source.required("backend", "name the back end that issues them, or write default");
        source.required("role", "name the role as that back end does");
        if (backend.isEmpty()) {
            return Optional.empty();
        }
        Section issuer = all.get(backend.get());
        if (issuer == null) {
            source.error(
                    "backend",
                    "is not a back end; there are " + String.join(", ", all.keySet())
                            + Suggestion.didYouMean(backend.get(), all.keySet()));
            return Optional.empty();
        }
        return of(name, backend.get(), source, issuer);
    }

    private static Optional<SourceCredential> of(String name, String backend, Section source, Section issuer) {
        boolean isSts = isOf(issuer, TYPE);
        boolean isVault = isOf(issuer, VAULT);
        if (isSts && !mayIssue(name, backend, source, issuer)) {
            return Optional.empty();
        }
        if (!isVault && source.isGiven("mount")) {
            source.error("mount", "is for back ends of type vault, and " + backend + " is none; remove it");
        }
        String mount = isVault
                ? source.value("mount", text -> CredentialBinder.mount(text, "aws"))
                        .orElse("aws")
                : "";
        return source.given("role", text -> role(text, backend, issuer))
                .map(role -> new SourceCredential(backend, mount, role));
    }

    /** One that follows the list of a metadata service is settled when that has been told. */
    private static String role(String text, String backend, Section issuer) {
        if (text.equals(SourceCredential.FIRST_LISTED) && !isOf(issuer, IMS)) {
            throw new IllegalArgumentException("stands for the first role that a back end of type ims lists, and "
                    + backend + " is of type " + issuer.text("type").orElse(VAULT) + "; name the role");
        }
        return isOf(issuer, TYPE) ? arn(text) : NameText.oneWord(text);
    }

    /** One role may be between, not a circle and not a chain: each is a session more that can end before the next. */
    private static boolean mayIssue(String name, String backend, Section source, Section issuer) {
        if (backend.equals(name)) {
            source.error(
                    "backend", "is this back end itself, which would wait for itself; name another, or write default");
            return false;
        }
        Section next = issuer.section(CREDENTIALS);
        if (next.branch().children().isEmpty()) {
            return true;
        }
        String way = next.text("backend").filter(name::equals).isPresent()
                ? "asks with credentials of this one, so each would wait for the other"
                : "asks with credentials of a third one, and there can be one between only";
        source.error("backend", way + "; name a back end of type vault or ims, or one of type sts with default");
        return false;
    }

    private static String arn(String text) {
        if (!ROLE_ARN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not the ARN of a role, as a back end of type sts wants it; write it like"
                            + " arn:aws:iam::123456789012:role/app");
        }
        return text;
    }

    private static boolean isOf(Section backend, String type) {
        return backend.text("type").orElse(VAULT).equals(type);
    }
}
