package dev.credence.bootstrap;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.CredentialSource;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import java.time.Instant;

/** One address that stands for the services of two clouds, as the development back end does. */
record SharedAddress(CredentialSource azure, CredentialSource gcp) implements CredentialSource {

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        return of(key).issue(key);
    }

    @Override
    public Future<Outcome> issueUrgently(CredentialKey key) {
        return of(key).issueUrgently(key);
    }

    @Override
    public Future<Outcome> replace(IssuedCredential held) {
        return of(held.key()).replace(held);
    }

    @Override
    public Future<Outcome> renew(IssuedCredential held, String lease) {
        return of(held.key()).renew(held, lease);
    }

    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        return of(key).release(key, lease);
    }

    @Override
    public Future<Void> leave(CredentialKey key, String lease, Instant until) {
        return of(key).leave(key, lease, until);
    }

    /** Of the one that is in trouble, if there is one. */
    @Override
    public BackendStatus status() {
        return azure.status().lastError().isPresent() ? azure.status() : gcp.status();
    }

    @Override
    public Future<Void> close() {
        return Future.join(azure.close(), gcp.close()).mapEmpty();
    }

    private CredentialSource of(CredentialKey key) {
        return key.cloud() == Cloud.GCP ? gcp : azure;
    }
}
