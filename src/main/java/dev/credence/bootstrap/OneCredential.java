package dev.credence.bootstrap;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.VaultConfig;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.LeaseJournal;
import dev.credence.source.vault.VaultSource;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** AWS access keys from a configured Vault, once and without a gateway: who asks keeps them and renews nothing. */
public final class OneCredential {
    private OneCredential() {}

    /** How that ended. */
    public sealed interface Result {
        /**
         * Keys.
         *
         * @param sessionToken absent for the keys of an IAM user
         * @param ends the session, or the lease of the user, by the wall clock; not later than the login that the lease
         *     belongs to
         */
        record Issued(
                String accessKeyId,
                Secret secretAccessKey,
                Optional<Secret> sessionToken,
                Optional<String> accountId,
                Instant ends)
                implements Result {}

        /**
         * None, and why.
         *
         * @param refused whether the back end works and says no
         */
        record Failed(boolean refused, String message) implements Result {}
    }

    /**
     * Logs in, asks once, and gives the login back unless what was issued would end with it.
     *
     * @return never fails for an expected reason
     */
    public static Future<Result> issue(Platform platform, VaultConfig backend, AwsCredentialConfig credential) {
        Promise<Result> done = Promise.promise();
        Vertx vertx = platform.vertx();
        vertx.getOrCreateContext().runOnContext(here -> {
            VaultSource vault = VaultSource.create(
                    vertx,
                    backend,
                    new Clockwork(
                            platform.time(),
                            platform.time().scheduler(vertx, vertx.getOrCreateContext()),
                            platform.random()),
                    new UpstreamMeters(platform.registry()),
                    new LeaseJournal(vertx, Optional.empty(), platform.time()),
                    // What it issues is out of its hands at once.
                    (lost, lease, within) -> {});
            vault.issue(key(credential)).compose(outcome -> end(vault, outcome)).onComplete(done);
        });
        return done.future();
    }

    private static Future<Result> end(VaultSource vault, Outcome outcome) {
        if (outcome instanceof Outcome.Failure failure) {
            boolean refused = failure instanceof Outcome.Refusal || VaultSource.isRefusedLogin(failure);
            Result failed = new Result.Failed(refused, failure.message());
            return vault.close().transform(closed -> Future.succeededFuture(failed));
        }
        Outcome.Issued issued = (Outcome.Issued) outcome;
        // A lease ends with the token that it was given to, so that one is left alone.
        boolean leased = issued.lease().isPresent();
        Result keys = keys(issued, leased ? vault.status().tokenExpires() : Optional.empty());
        return leased ? Future.succeededFuture(keys) : vault.close().transform(closed -> Future.succeededFuture(keys));
    }

    private static Result keys(Outcome.Issued issued, Optional<Instant> login) {
        AwsCredential keys = (AwsCredential) issued.credential();
        Instant ends = login.filter(end -> end.isBefore(issued.expires())).orElse(issued.expires());
        return new Result.Issued(
                keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken(), keys.accountId(), ends);
    }

    private static CredentialKey key(AwsCredentialConfig credential) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(CredentialKey.MOUNT, credential.mount());
        parameters.put(CredentialKey.ROLE, credential.role());
        credential.roleArn().ifPresent(arn -> parameters.put(CredentialKey.ROLE_ARN, arn));
        credential.ttl().ifPresent(ttl -> parameters.put(CredentialKey.TTL, Long.toString(ttl.toSeconds())));
        credential.sessionName().ifPresent(name -> parameters.put(CredentialKey.SESSION_NAME, name));
        return new CredentialKey(Cloud.AWS, credential.name(), credential.backend(), parameters);
    }
}
