package dev.credence.source.sts;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.CredentialConfig;
import dev.credence.config.StsConfig;
import dev.credence.credential.Answer;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.BaseCredentials;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.Finding;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tries at STS what a gateway will need there, each at most once and within the configured timeout: an answer, credentials
 * to ask with, and if that is wanted the roles. Belongs to the context that created it.
 */
public final class StsExamination {
    private static final String CALLER_IDENTITY = "caller_identity";
    private static final int LONGEST_NAME = 64;
    /** Nobody's: AWS's own documentation has it. */
    private static final AwsCredential NOBODY = new AwsCredential(
            "AKIAIOSFODNN7EXAMPLE", Secret.of("none"), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Set<String> OF_CONFIGURATION = Set.of(StsCalls.REGION_UNKNOWN);
    private static final Set<String> OF_IDENTITY = Set.of(
            ChainAsker.NO_CREDENTIALS,
            StsErrors.CREDENTIALS_EXPIRED,
            StsErrors.CREDENTIALS_NOT_READY,
            StsErrors.CLOCK_SKEWED);

    private final StsConfig config;
    private final String sessionName;
    private final StsSource source;

    StsExamination(StsConfig config, String sessionName, StsSource source) {
        this.config = config;
        this.sessionName = sessionName;
        this.source = source;
    }

    /**
     * Asks nothing yet.
     *
     * @param sessionName of roles that are assumed
     */
    public static StsExamination create(
            Vertx vertx, StsConfig config, String sessionName, Clockwork clockwork, UpstreamMeters meters) {
        return new StsExamination(
                config, sessionName, StsSource.create(vertx, once(config), new NoBases(), clockwork, meters));
    }

    /**
     * All that is found, in the order of looking.
     *
     * @param credentials of this back end
     * @param issue whether to assume the role of each
     * @return never fails
     */
    public Future<List<Finding>> examine(List<CredentialConfig> credentials, boolean issue) {
        List<Finding> findings = new ArrayList<>();
        return identity()
                .compose(identity -> {
                    findings.add(identity);
                    Future<Void> done = Future.succeededFuture();
                    for (CredentialConfig credential : credentials) {
                        done = done.compose(before -> credential(credential, identity, issue))
                                .map(finding -> {
                                    findings.add(finding);
                                    return null;
                                });
                    }
                    return done;
                })
                .map(done -> List.copyOf(findings));
    }

    public Future<Void> close() {
        return source.close();
    }

    private String about() {
        return "back end " + config.name();
    }

    private Future<Finding> identity() {
        if (config.credentials().isPresent()) {
            String other = config.credentials().get().backend();
            return whoIs(NOBODY)
                    .map(said -> answered(said)
                            ? Finding.ok(about(), "STS answers; it is asked with a credential of back end " + other)
                            : failed(about(), (Said.No<Caller>) said));
        }
        return source.chain().credential().compose(said -> {
            if (said instanceof Said.Answer<AwsCredential> found) {
                return whoIs(found.value())
                        .map(caller -> caller instanceof Said.Answer<Caller> known
                                ? Finding.ok(
                                        about(),
                                        "STS answers; the default chain makes us "
                                                + known.value().arn())
                                : failed(about(), (Said.No<Caller>) caller));
            }
            return Future.succeededFuture(failed(about(), (Said.No<AwsCredential>) said));
        });
    }

    private Future<Said<Caller>> whoIs(AwsCredential with) {
        return source.calls().ask(CALLER_IDENTITY, with, sdk -> sdk.callerIdentity(with));
    }

    /** Whoever says no is there. */
    private static boolean answered(Said<Caller> said) {
        return !(said instanceof Said.No<Caller> no)
                || no.trouble().failure() instanceof Outcome.Refusal
                || no.trouble().failure() instanceof Outcome.Throttled;
    }

    private Future<Finding> credential(CredentialConfig credential, Finding identity, boolean issue) {
        String about = "credential " + credential.name();
        if (identity.isFailure()) {
            return Future.succeededFuture(Finding.skipped(about, about() + " does not work"));
        }
        if (!(credential instanceof AwsCredentialConfig aws)) {
            return Future.succeededFuture(
                    Finding.misconfigured(about, "STS issues for aws only; use another back end"));
        }
        Optional<CredentialKey> key = isFixed(aws) ? Optional.of(key(aws)) : Optional.empty();
        if (key.isEmpty()) {
            return Future.succeededFuture(Finding.skipped(about, "which role it is depends on the caller"));
        }
        if (config.credentials().isPresent()) {
            return Future.succeededFuture(Finding.skipped(
                    about,
                    "whether the role may be assumed with a credential of back end "
                            + config.credentials().get().backend() + " is known when a gateway runs; see its /status"));
        }
        if (!issue) {
            return Future.succeededFuture(
                    Finding.skipped(about, "whether the role may be assumed is known by assuming it; --issue does"));
        }
        return source.issue(key.get()).map(outcome -> issued(about, outcome));
    }

    private static Finding issued(String about, Outcome outcome) {
        if (outcome instanceof Outcome.Issued issued) {
            return Finding.ok(
                    about,
                    "issued ..." + issued.credential().fingerprint() + " until " + issued.expires()
                            + "; it ends by itself");
        }
        return failed(about, "none was issued: ", (Outcome.Failure) outcome);
    }

    private static Finding failed(String about, Said.No<?> no) {
        return failed(about, "", no.trouble().failure());
    }

    private static Finding failed(String about, String prefix, Outcome.Failure failure) {
        String text = prefix + failure.message();
        if (OF_CONFIGURATION.contains(failure.code())) {
            return Finding.misconfigured(about, text);
        }
        return failure instanceof Outcome.Refusal || OF_IDENTITY.contains(failure.code())
                ? Finding.refused(about, text)
                : Finding.unavailable(about, text);
    }

    private static boolean isFixed(AwsCredentialConfig credential) {
        AssumeRoleConfig how = credential.assumeRole();
        return Stream.of(
                        Stream.of(credential.role()),
                        how.externalId().stream(),
                        how.sourceIdentity().stream(),
                        how.policy().stream(),
                        how.tags().values().stream())
                .flatMap(texts -> texts)
                .noneMatch(text -> text.contains("${"));
    }

    /** As the provider makes it for a role that is the same for all callers. */
    private CredentialKey key(AwsCredentialConfig credential) {
        AssumeRoleConfig how = credential.assumeRole();
        Map<String, String> parameters = new HashMap<>();
        String role = credential.roleArn().orElse(credential.role());
        Optional<String> arn = arn(role, how.defaultAccount());
        arn.ifPresentOrElse(
                known -> parameters.put(CredentialKey.ROLE_ARN, known), () -> parameters.put(CredentialKey.ROLE, role));
        String name = credential
                .sessionName()
                .filter(text -> !text.contains("${"))
                .orElse(sessionName)
                .replaceAll("[^\\w+=,.@-]", "-");
        parameters.put(CredentialKey.SESSION_NAME, name.substring(0, Math.min(LONGEST_NAME, name.length())));
        credential.ttl().ifPresent(ttl -> parameters.put(CredentialKey.TTL, Long.toString(ttl.toSeconds())));
        how.externalId().ifPresent(id -> parameters.put(CredentialKey.EXTERNAL_ID, id));
        how.sourceIdentity().ifPresent(who -> parameters.put(CredentialKey.SOURCE_IDENTITY, who));
        how.policy().ifPresent(policy -> parameters.put(CredentialKey.POLICY, policy));
        if (!how.tags().isEmpty()) {
            parameters.put(CredentialKey.TAGS, new JsonObject(new TreeMap<>(how.tags())).encode());
        }
        list(parameters, CredentialKey.TRANSITIVE_TAGS, how.transitiveTags());
        list(parameters, CredentialKey.POLICY_ARNS, how.policyArns());
        return new CredentialKey(Cloud.AWS, credential.name(), config.name(), parameters);
    }

    private static void list(Map<String, String> parameters, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            parameters.put(name, new JsonArray(texts).encode());
        }
    }

    /** {@code arn:...}, {@code name@account}, or a name in the account that is meant where none is named. */
    private Optional<String> arn(String role, Optional<String> defaultAccount) {
        if (role.startsWith("arn:")) {
            return Optional.of(role);
        }
        int at = role.lastIndexOf('@');
        boolean namesAccount = at > 0 && role.substring(at + 1).matches("[0-9]{12}");
        String name = namesAccount ? role.substring(0, at) : role;
        return (namesAccount ? Optional.of(role.substring(at + 1)) : defaultAccount)
                .map(account -> "arn:" + partition() + ":iam::" + account + ":role/" + name.replaceFirst("^/", ""));
    }

    private String partition() {
        String region = config.region().orElse("");
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    private static StsConfig once(StsConfig config) {
        return new StsConfig(
                config.name(),
                config.region(),
                config.endpoint(),
                config.proxy(),
                config.credentials(),
                config.timeout(),
                0,
                config.rateLimit(),
                config.breaker());
    }

    /** There is no credential service here. */
    private record NoBases() implements BaseCredentials {
        @Override
        public Future<Answer> base(CredentialKey key) {
            return Future.succeededFuture(
                    new Answer.Refused(new Outcome.Unavailable("gateway.unavailable", "no gateway runs")));
        }

        @Override
        public void replace(CredentialKey key) {}
    }
}
