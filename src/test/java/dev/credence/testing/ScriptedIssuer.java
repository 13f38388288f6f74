package dev.credence.testing;

import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.Configuration;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.AzureDirectory;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialIssuer;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpIdToken;
import dev.credence.credential.GcpServiceAccount;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
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

    /** The directory of every Azure credential that it issues. */
    public static final String TENANT = "11111111-1111-4111-8111-111111111111";
    /** The subscription of every Azure credential that it issues. */
    public static final String SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
    /** The application of every Azure credential that it issues. */
    public static final String CLIENT = "33333333-3333-4333-8333-333333333333";

    private final InstantSource clock;
    private final List<CredentialKey> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Outcome.Failure> failures = new ConcurrentHashMap<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile Outcome.@Nullable Failure failure;
    private volatile boolean holding;
    private volatile @Nullable String heldVariant;

    public ScriptedIssuer(InstantSource clock) {
        this.clock = clock;
    }

    /** Itself as every back end that a configuration has or implies, by name. */
    Map<String, CredentialIssuer> behind(Configuration configuration) {
        Map<String, CredentialIssuer> issuers = new HashMap<>();
        configuration.backends().keySet().forEach(name -> issuers.put(name, this));
        issuers.put(configuration.gcp().identityEndpoint().toString(), this);
        configuration.credentials().values().stream()
                .filter(AzureCredentialConfig.class::isInstance)
                .forEach(azure -> issuers.put(
                        ((AzureCredentialConfig) azure).authorityHost().toString(), this));
        return issuers;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        Promise<Outcome> promise = Promise.promise();
        int number = number(key);
        if (holding
                || key.variant().filter(variant -> variant.equals(heldVariant)).isPresent()) {
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

    /** Calls for that resource or audience are answered by {@link #release} only. */
    public ScriptedIssuer hold(String variant) {
        heldVariant = variant;
        return this;
    }

    /** Answers all calls that are held, as the script then says, and holds no more. */
    public void release() {
        holding = false;
        heldVariant = null;
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
        return ofRole != null ? ofRole : issued(key, number);
    }

    private Outcome issued(CredentialKey key, int number) {
        String role = role(key);
        Instant expires = clock.instant().plus(LIFE);
        return switch (key.cloud()) {
            case AWS -> aws(role, number);
            case GCP -> new Outcome.Issued(google(key, role, number), expires);
            case AZURE -> new Outcome.Issued(azure(key, role, number), expires);
        };
    }

    /** Of the role {@code anonymous} nothing is known but its token. */
    private static Credential google(CredentialKey key, String role, int number) {
        if (key.parameters().containsKey(CredentialKey.AUDIENCE)) {
            return new GcpIdToken(secret("id", role, number));
        }
        GcpServiceAccount account = role.equals("anonymous")
                ? GcpServiceAccount.UNKNOWN
                : new GcpServiceAccount(
                        Optional.of(role + "@vault-project.iam.gserviceaccount.com"),
                        Optional.of("vault-project"),
                        List.of("https://www.googleapis.com/auth/cloud-platform"));
        return new GcpAccessToken(secret("gcp", role, number), account);
    }

    /** Of the role {@code anonymous} nothing is known but its token. */
    private static Credential azure(CredentialKey key, String role, int number) {
        AzureDirectory directory = role.equals("anonymous")
                ? AzureDirectory.UNKNOWN
                : new AzureDirectory(Optional.of(TENANT), Optional.of(SUBSCRIPTION));
        Optional<String> client = role.equals("anonymous") ? Optional.empty() : Optional.of(CLIENT);
        return key.variant().isEmpty()
                ? new AzurePrincipal(CLIENT, secret("password", role, number), directory)
                : new AzureAccessToken(secret("azure", role, number), client, directory);
    }

    private static Secret secret(String kind, String role, int number) {
        return Secret.of(FakeVault.CANARY + "-" + kind + "-" + role + "-" + number);
    }

    /** The role {@code user} has the keys of an IAM user, every other a session. */
    private Outcome aws(String role, int number) {
        boolean session = !role.equals("user");
        AwsCredential credential = new AwsCredential(
                (session ? "ASIA" : "AKIA") + role.toUpperCase(Locale.ROOT) + number,
                secret("secret", role, number),
                session ? Optional.of(secret("token", role, number)) : Optional.empty(),
                Optional.of(ACCOUNT),
                session ? Optional.of("arn:aws:iam::" + ACCOUNT + ":role/" + role) : Optional.empty());
        return new Outcome.Issued(credential, clock.instant().plus(LIFE));
    }

    private static String role(CredentialKey key) {
        String arn = key.parameters().getOrDefault(CredentialKey.ROLE_ARN, "");
        boolean isOfEngine = key.parameters().containsKey(CredentialKey.MOUNT);
        return !arn.isEmpty() && !isOfEngine
                ? arn.substring(arn.lastIndexOf('/') + 1)
                : key.base().orElse(key).parameters().getOrDefault(CredentialKey.ROLE, "");
    }
}
