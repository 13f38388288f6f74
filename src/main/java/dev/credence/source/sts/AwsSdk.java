package dev.credence.source.sts;

import dev.credence.config.StsConfig;
import dev.credence.credential.AwsCredential;
import dev.credence.telemetry.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * AWS's SDK: it knows the endpoints of the regions, writes and signs requests and reads answers. What it does itself it
 * does on the thread that calls, and some of that reads files: call it on a worker. Sends once, without the SDK's own
 * repetitions.
 */
final class AwsSdk implements AutoCloseable {
    /** What the endpoint without a region signs for. */
    private static final Region GLOBAL = Region.US_EAST_1;

    private final StsAsyncClient sts;
    private final Region region;
    private final IamQuery iam;

    private AwsSdk(StsAsyncClient sts, Region region, IamQuery iam) {
        this.sts = sts;
        this.region = region;
        this.iam = iam;
    }

    /**
     * Makes a client.
     *
     * @param chain finds the region where the configuration names none
     * @throws SdkClientException if nothing names a region
     */
    static AwsSdk open(StsConfig config, Supplier<Region> chain, SdkTransport transport) {
        Region region = region(config, chain);
        return new AwsSdk(client(config, region, transport), region, new IamQuery(region, transport));
    }

    /**
     * Goes the way of a question to STS once, and asks nobody.
     *
     * @return the session of nobody
     */
    static CompletableFuture<AssumeRoleResponse> rehearse(StsConfig config, Region region) {
        StsAsyncClient sts = client(config, region, new Rehearsal());
        return sts.assumeRole(AssumeRoleRequest.builder()
                        .roleArn("arn:aws:iam::000000000000:role/rehearsal")
                        .roleSessionName("rehearsal")
                        .overrideConfiguration(override -> override.credentialsProvider(provider(Rehearsal.NOBODY)))
                        .build())
                .whenComplete((session, failure) -> sts.close());
    }

    private static StsAsyncClient client(StsConfig config, Region region, SdkAsyncHttpClient http) {
        return StsAsyncClient.builder()
                .httpClient(http)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .region(region)
                .applyMutation(builder -> config.endpoint().ifPresent(builder::endpointOverride))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .build();
    }

    Region region() {
        return region;
    }

    /** Where questions go, for people. */
    static String place(Optional<URI> endpoint, Region region) {
        return endpoint.map(URI::toString).orElse("STS of " + region.id());
    }

    CompletableFuture<Session> assumeRole(AwsCredential with, RoleRequest wanted) {
        AssumeRoleRequest.Builder request = AssumeRoleRequest.builder()
                .roleArn(wanted.arn())
                .roleSessionName(wanted.sessionName())
                .overrideConfiguration(override -> override.credentialsProvider(provider(with)));
        wanted.seconds().ifPresent(request::durationSeconds);
        wanted.externalId().ifPresent(request::externalId);
        wanted.sourceIdentity().ifPresent(request::sourceIdentity);
        wanted.policy().ifPresent(request::policy);
        if (!wanted.tags().isEmpty()) {
            request.tags(wanted.tags().entrySet().stream()
                    .map(tag -> Tag.builder()
                            .key(tag.getKey())
                            .value(tag.getValue())
                            .build())
                    .toList());
        }
        if (!wanted.transitiveTags().isEmpty()) {
            request.transitiveTagKeys(wanted.transitiveTags());
        }
        if (!wanted.policyArns().isEmpty()) {
            request.policyArns(wanted.policyArns().stream()
                    .map(arn -> PolicyDescriptorType.builder().arn(arn).build())
                    .toList());
        }
        return sts.assumeRole(request.build()).thenApply(answer -> session(wanted, answer));
    }

    CompletableFuture<Caller> callerIdentity(AwsCredential with) {
        return sts.getCallerIdentity(GetCallerIdentityRequest.builder()
                        .overrideConfiguration(override -> override.credentialsProvider(provider(with)))
                        .build())
                .thenApply(answer -> new Caller(needed("Account", answer.account()), needed("Arn", answer.arn())));
    }

    /** The ARN of a role of the account of whoever asks. */
    CompletableFuture<String> roleArn(AwsCredential with, String name) {
        return iam.roleArn(with, name);
    }

    /** The same in our words. */
    static AwsCredential credential(AwsCredentials found) {
        Optional<Secret> token = found instanceof AwsSessionCredentials session
                ? Optional.of(Secret.of(session.sessionToken()))
                : Optional.empty();
        return new AwsCredential(
                found.accessKeyId(), Secret.of(found.secretAccessKey()), token, found.accountId(), Optional.empty());
    }

    /** The same in the SDK's words. */
    static AwsCredentials credentials(AwsCredential with) {
        String secret = with.secretAccessKey().reveal();
        return with.sessionToken()
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(with.accessKeyId(), secret, token.reveal()))
                .orElseGet(() -> AwsBasicCredentials.create(with.accessKeyId(), secret));
    }

    @Override
    public void close() {
        sts.close();
    }

    private static Region region(StsConfig config, Supplier<Region> chain) {
        if (config.region().isPresent()) {
            return Region.of(config.region().get());
        }
        try {
            return chain.get();
        } catch (SdkClientException nowhere) {
            if (config.endpoint().isPresent()) {
                return GLOBAL;
            }
            throw nowhere;
        }
    }

    private static StaticCredentialsProvider provider(AwsCredential with) {
        return StaticCredentialsProvider.create(credentials(with));
    }

    private static Session session(RoleRequest wanted, AssumeRoleResponse answer) {
        Credentials given = needed("Credentials", answer.credentials());
        Optional<String> account = Optional.ofNullable(answer.assumedRoleUser())
                .map(user -> user.arn())
                .or(() -> Optional.of(wanted.arn()))
                .map(arn -> arn.split(":", -1))
                .filter(parts -> parts.length > 5 && parts[4].matches("[0-9]{12}"))
                .map(parts -> parts[4]);
        return new Session(
                new AwsCredential(
                        needed("AccessKeyId", given.accessKeyId()),
                        Secret.of(needed("SecretAccessKey", given.secretAccessKey())),
                        Optional.of(Secret.of(needed("SessionToken", given.sessionToken()))),
                        account,
                        Optional.of(wanted.arn())),
                needed("Expiration", given.expiration()));
    }

    private static <T> T needed(String name, @Nullable T value) {
        if (value == null || (value instanceof String text && text.isBlank())) {
            throw new Incomplete("it has no " + name);
        }
        return value;
    }

    /** An answer lacks something; says what. */
    static final class Incomplete extends RuntimeException {
        private static final long serialVersionUID = 1;

        Incomplete(String message) {
            super(message, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }
}
