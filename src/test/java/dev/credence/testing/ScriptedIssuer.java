package dev.credence.testing;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialIssuer;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A back end that issues made-up keys, or does as it is told. Any thread. */
public final class ScriptedIssuer implements CredentialIssuer {
    /** How long everything that it issues lives. */
    public static final Duration LIFE = Duration.ofHours(6);
    /** The account of everything that it issues. */
    public static final String ACCOUNT = "123456789012";

    private final InstantSource clock;
    private final List<CredentialKey> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Outcome.Failure> failures = new ConcurrentHashMap<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile Outcome.@Nullable Failure failure;
    private volatile boolean holding;

    public ScriptedIssuer(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        Promise<Outcome> promise = Promise.promise();
        int number = number(key);
        if (holding) {
            held.add(() -> promise.complete(outcome(key, number)));
        } else {
            promise.complete(outcome(key, number));
        }
        return promise.future();
    }

    /** The keys that were asked for, in order. */
    public List<CredentialKey> calls() {
        return List.copyOf(calls);
    }

    /** How often that role was asked for. */
    public long calls(String role) {
        return calls.stream().filter(key -> role(key).equals(role)).count();
    }

    /** Every call fails from now on. */
    public ScriptedIssuer fail(Outcome.Failure reason) {
        failure = reason;
        return this;
    }

    /** Every call for that role fails from now on. */
    public ScriptedIssuer fail(String role, Outcome.Failure reason) {
        failures.put(role, reason);
        return this;
    }

    /** Calls succeed again. */
    public void heal() {
        failure = null;
        failures.clear();
    }

    /** Calls are answered by {@link #release} only. */
    public ScriptedIssuer hold() {
        holding = true;
        return this;
    }

    /** Answers all calls that are held, as the script then says, and holds no more. */
    public void release() {
        holding = false;
        for (Runnable call = held.poll(); call != null; call = held.poll()) {
            call.run();
        }
    }

    private synchronized int number(CredentialKey key) {
        calls.add(key);
        return (int) calls(role(key));
    }

    private Outcome outcome(CredentialKey key, int number) {
        Outcome.Failure always = failure;
        if (always != null) {
            return always;
        }
        Outcome.Failure ofRole = failures.get(role(key));
        return ofRole != null ? ofRole : issued(role(key), number);
    }

    /** The role {@code user} has the keys of an IAM user, every other a session. */
    private Outcome issued(String role, int number) {
        boolean session = !role.equals("user");
        List<String> secrets = new ArrayList<>();
        for (String kind : List.of("secret", "token")) {
            secrets.add(FakeVault.CANARY + "-" + kind + "-" + role + "-" + number);
        }
        AwsCredential credential = new AwsCredential(
                (session ? "ASIA" : "AKIA") + role.toUpperCase(Locale.ROOT) + number,
                Secret.of(secrets.get(0)),
                session ? Optional.of(Secret.of(secrets.get(1))) : Optional.empty(),
                Optional.of(ACCOUNT),
                session ? Optional.of("arn:aws:iam::" + ACCOUNT + ":role/" + role) : Optional.empty());
        return new Outcome.Issued(credential, clock.instant().plus(LIFE));
    }

    private static String role(CredentialKey key) {
        return key.parameters().getOrDefault(CredentialKey.ROLE, "");
    }
}
