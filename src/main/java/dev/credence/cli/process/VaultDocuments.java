package dev.credence.cli.process;

import dev.credence.config.DurationText;
import dev.credence.source.vault.VaultPath;
import dev.credence.telemetry.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Asks a Vault with a token that is there already. */
final class VaultDocuments implements DocumentSource {
    private static final String LEGACY_ROLE = "through the creds path";

    private final Web web;
    private final Question question;
    private final InstantSource clock;

    VaultDocuments(Web web, Question question, InstantSource clock) {
        this.web = web;
        this.question = question;
        this.clock = clock;
    }

    @Override
    public Answer issue() {
        // With a namespace in front the path is what Vault takes, too: it looks for the namespace by itself.
        String mount = trimmed(question.mount());
        Optional<VaultPath> creds = VaultPath.of(mount, "creds", question.role());
        Optional<VaultPath> sts = VaultPath.of(mount, "sts", question.role());
        if (creds.isEmpty() || sts.isEmpty()) {
            return new Answer.Failed(
                    Answer.Kind.USAGE,
                    "no mount and role can be called " + question.mount() + " and " + question.role());
        }
        Answer answer = ask(creds.get());
        // Roles written before Vault 0.11 have no kind, and Vault wants to hear that a session is meant.
        boolean legacy =
                answer instanceof Answer.Failed failed && failed.message().contains(LEGACY_ROLE);
        return legacy ? ask(sts.get()) : answer;
    }

    private Answer ask(VaultPath path) {
        long asked = clock.millis() / 1000;
        WebReply reply = get(path, query());
        if (reply instanceof WebReply.NoAnswer none) {
            return Answer.unavailable("Vault at " + question.address() + ": " + none.why()
                    + "; check VAULT_ADDR, VAULT_CACERT, and that Vault runs");
        }
        WebReply.Answered answered = (WebReply.Answered) reply;
        if (answered.status() != 200) {
            return VaultAnswers.refused(
                    answered.status(),
                    VaultAnswers.said(answered.body(), question.identity()),
                    path.toString(),
                    question.address());
        }
        return VaultAnswers.grant(answered.body(), asked, question.roleArn())
                .<Answer>map(grant -> issued(grant, asked))
                .orElseGet(() -> Answer.unavailable(
                        "the answer of " + question.address() + " to " + path + " makes no sense; is it a Vault?"));
    }

    private Answer issued(VaultAnswers.Grant grant, long asked) {
        long life = grant.session() ? grant.life() : Math.min(grant.life(), tokenLife());
        return grant.keys().issued(asked, asked + life);
    }

    /**
     * How long the token lives, in seconds: with it end the leases that it was given. Zero if Vault does not tell, so that
     * nothing is kept that may be dead.
     */
    private long tokenLife() {
        VaultPath self = VaultPath.of("auth", "token", "lookup-self").orElseThrow();
        if (get(self, Map.of()) instanceof WebReply.Answered answered && answered.status() == 200) {
            Optional<JsonTexts> token = JsonTexts.read(answered.body());
            long ttl = token.map(json -> json.seconds("data.ttl")).orElse(0L);
            boolean endless = ttl == 0
                    && token.isPresent()
                    && token.get().text("data.expire_time").isEmpty();
            return endless ? Long.MAX_VALUE : ttl;
        }
        return 0;
    }

    private WebReply get(VaultPath path, Map<String, String> query) {
        try {
            return redirected(URI.create(path.target(question.address().replaceAll("/+$", ""), query)));
        } catch (IllegalArgumentException none) {
            return new WebReply.NoAnswer("that is no address", false);
        }
    }

    /** Follows one redirect, as a standby sends it, to where the token may go. */
    private WebReply redirected(URI address) {
        WebReply reply = web.get(address, headers());
        boolean leads = reply instanceof WebReply.Answered answered
                && answered.status() >= 301
                && answered.status() <= 308
                && answered.location().isPresent();
        if (!leads) {
            return reply;
        }
        URI next = address.resolve(((WebReply.Answered) reply).location().orElseThrow());
        return mayCarryToken(address, next)
                ? web.get(next, headers())
                : new WebReply.NoAnswer("it redirects to where the token must not go", false);
    }

    /** TLS is never given up; without it anybody on the way can write a redirect, so the host must be the same. */
    private static boolean mayCarryToken(URI from, URI to) {
        String host = from.getHost() == null ? "" : from.getHost().toLowerCase(Locale.ROOT);
        boolean same =
                to.getHost() != null && to.getHost().toLowerCase(Locale.ROOT).equals(host);
        boolean tls = "https".equalsIgnoreCase(to.getScheme());
        boolean plain = "http".equalsIgnoreCase(to.getScheme());
        return "https".equalsIgnoreCase(from.getScheme())
                ? tls
                : (tls || plain) && (same || (Loopback.is(host) && Loopback.is(to.getHost())));
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        Secret token = question.identity();
        headers.put("X-Vault-Token", token.reveal());
        headers.put("X-Vault-Request", "true");
        if (!trimmed(question.namespace()).isEmpty()) {
            headers.put("X-Vault-Namespace", trimmed(question.namespace()) + '/');
        }
        return headers;
    }

    private static String trimmed(String path) {
        return path.replaceAll("^/+|/+$", "");
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        if (!question.roleArn().isEmpty()) {
            query.put("role_arn", question.roleArn());
        }
        if (!question.ttl().isEmpty()) {
            query.put("ttl", Long.toString(DurationText.parse(question.ttl()).toSeconds()));
        }
        if (!question.sessionName().isEmpty()) {
            query.put("role_session_name", question.sessionName());
        }
        return query;
    }
}
