package dev.credence.cli.process;

import dev.credence.source.vault.AwsArn;
import dev.credence.telemetry.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an answer of Vault's AWS engine means (wire.md 5.3, 5.4). */
final class VaultAnswers {
    /** The shortest session that AWS grants: what can be relied on when Vault tells no life at all. */
    private static final long SHORTEST_SESSION = 15 * 60;

    private static final Pattern NO_ROLE = Pattern.compile("role \\S* ?(was )?not found", Pattern.CASE_INSENSITIVE);
    /** Vault answers 400 also when AWS could not be reached or had no time. */
    private static final Pattern CLOUD_TROUBLE = Pattern.compile(
            "RequestError: send request failed|ServiceUnavailable|InternalFailure|Throttling|Rate exceeded");

    private VaultAnswers() {}

    /** What was issued, and under which lease. */
    record Grant(Keys keys, long life, boolean session) {}

    /**
     * The keys in it.
     *
     * @param asked the second before the request
     * @param roleArn that was asked for
     * @return empty if it makes no sense
     */
    static Optional<Grant> grant(String body, long asked, String roleArn) {
        Optional<JsonTexts> json = JsonTexts.read(body);
        if (json.isEmpty()) {
            return Optional.empty();
        }
        JsonTexts answer = json.get();
        Optional<String> id = answer.text("data.access_key");
        Optional<String> secret = answer.text("data.secret_key");
        if (id.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        // Vault has session_token since 1.16 only; security_token is the same value.
        Optional<Secret> session = answer.text("data.session_token")
                .or(() -> answer.text("data.security_token"))
                .map(Secret::of);
        long life = life(answer.seconds("data.ttl"), answer.seconds("lease_duration"), session.isPresent());
        Keys keys = new Keys(
                id.get(),
                Secret.of(secret.get()),
                session,
                session.map(token -> Instant.ofEpochSecond(asked + life)),
                answer.text("data.arn")
                        .or(() -> Optional.of(roleArn))
                        .flatMap(AwsArn::parse)
                        .map(AwsArn::account));
        return Optional.of(new Grant(keys, life, session.isPresent()));
    }

    /** The shorter of the two lives told; the lease of a session may be longer than the session. */
    private static long life(long session, long lease, boolean isSession) {
        if (session > 0 && lease > 0) {
            return Math.min(session, lease);
        }
        long told = Math.max(session, lease);
        return told > 0 || !isSession ? told : SHORTEST_SESSION;
    }

    /** All of its errors in one line; empty if it has none. */
    static String said(String body, Secret token) {
        return JsonTexts.read(body)
                .map(json -> Stream.iterate(0, i -> i + 1)
                        .map(i -> json.text("errors." + i))
                        .takeWhile(Optional::isPresent)
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining("; ")))
                .map(text -> Words.clean(text, token))
                .orElse("");
    }

    /** What an answer without keys means. */
    static Answer.Failed refused(int status, String said, String path, String where) {
        String what = "Vault at " + where + " answered " + status + " to " + path + (said.isEmpty() ? "" : ": " + said);
        return switch (status) {
            case 400 -> badRequest(said, what);
            case 403 ->
                Answer.denied(
                        what + "; the token has ended (vault login), or its policy does not allow reading " + path);
            case 404 -> Answer.denied(what + "; correct --mount, or the namespace");
            case 405 -> Answer.denied(what + "; is there an AWS engine at that mount?");
            case 501 -> Answer.unavailable(what + "; initialise Vault");
            case 503 -> Answer.unavailable(what + (said.contains("sealed") ? "; unseal Vault" : ""));
            default ->
                status >= 500 || status < 400 || status == 412 || status == 429 || status == 472 || status == 473
                        ? Answer.unavailable(what)
                        : Answer.denied(what);
        };
    }

    private static Answer.Failed badRequest(String said, String what) {
        if (NO_ROLE.matcher(said).find()) {
            return Answer.denied(what + "; correct --role, or write that role in Vault");
        }
        return CLOUD_TROUBLE.matcher(said).find() ? Answer.unavailable(what) : Answer.denied(what);
    }
}
