package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.LeaseRevocation.End;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of one Vault, from the moment that something is issued until it does not exist any more. Belongs to the
 * source's context, except {@link #count()}.
 */
final class VaultLeases {
    private static final Logger LOG = LoggerFactory.getLogger(VaultLeases.class);
    /** Ends of one lease, told twice, may differ by so much. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final String backend;
    private final String address;
    private final Optional<String> namespace;
    private final InstantSource clock;
    private final LeaseLedger ledger;
    private final LeaseJournal journal;
    private final LeaseRenewal renewal;
    private final LeaseRevocation revocation;
    private final LateRevocations late;
    private boolean closed;

    VaultLeases(VaultConfig config, VaultSession session, LeaseJournal journal, Clockwork clockwork) {
        this.backend = config.name();
        this.address = config.address().toString();
        this.namespace = config.namespace();
        this.clock = clockwork.time();
        this.ledger = new LeaseLedger(clock);
        this.journal = journal;
        this.renewal = new LeaseRenewal(session);
        this.revocation = new LeaseRevocation(session);
        this.late = new LateRevocations(clockwork, revocation::revoke, this::gone);
        journal.inherit(lease -> lease.isOf(backend, address, namespace), this::inherit);
    }

    /** How many Vault keeps for us, those of former runs left out; any thread. */
    int count() {
        return ledger.count();
    }

    /** What was issued, once its lease is written down: nobody may use what nobody would take back after a crash. */
    Future<Outcome> granted(CredentialKey key, Outcome.Issued issued) {
        if (issued.lease().isEmpty()) {
            return Future.succeededFuture(issued);
        }
        String lease = issued.lease().get();
        ledger.granted(lease, issued.expires());
        return journal.keep(record(key, lease, issued.expires())).map(issued);
    }

    /** As {@link dev.credence.credential.CredentialIssuer#renew}. */
    Future<Outcome> renew(IssuedCredential held, String lease) {
        Optional<Duration> life = ledger.life(lease);
        if (life.isEmpty()) {
            return Future.succeededFuture(new Outcome.Denied("vault.lease_unknown", "the lease has ended"));
        }
        return renewal.renew(lease, life.get(), namespace)
                .compose(result -> result instanceof LeaseRenewal.Renewed renewed
                        ? renewed(held, lease, life.get(), renewed)
                        : Future.succeededFuture(refused(held, lease, (LeaseRenewal.Refused) result)));
    }

    /** As {@link dev.credence.credential.CredentialIssuer#release}; what fails is tried again as long as we run. */
    Future<Void> release(CredentialKey key, String lease) {
        LeaseRecord record = record(key, lease, ledger.end(lease).orElseGet(clock::instant));
        return revocation.revoke(record).map(end -> {
            if (end == End.DONE) {
                gone(record);
            } else if (!closed) {
                late.retry(record);
            }
            return null;
        });
    }

    void close() {
        closed = true;
        late.close();
    }

    private Future<Outcome> renewed(IssuedCredential held, String lease, Duration life, LeaseRenewal.Renewed renewed) {
        ledger.renewed(lease, renewed.end());
        return journal.keep(record(held.key(), lease, renewed.end())).map(written -> judge(held, lease, life, renewed));
    }

    /**
     * Near the limit that role or mount set, each renewal gets less, and in the end there is none. Well before that a
     * new one is issued, so that workloads have time to find it. What was made shorter is told as it is.
     */
    private Outcome judge(IssuedCredential held, String lease, Duration life, LeaseRenewal.Renewed renewed) {
        boolean worthwhile = renewed.granted().multipliedBy(4).compareTo(life.multipliedBy(3)) >= 0;
        boolean shortened = renewed.end().plus(TOLERANCE).isBefore(held.expires());
        if (worthwhile || (shortened && !renewed.granted().isZero())) {
            return new Outcome.Issued(held.credential(), renewed.end(), Optional.of(lease));
        }
        return told(
                held,
                new Outcome.Denied(
                        "vault.lease_limit",
                        "Vault lets it live for " + renewed.granted().toSeconds() + " s of " + life.toSeconds()
                                + " s only"));
    }

    private Outcome refused(IssuedCredential held, String lease, LeaseRenewal.Refused refused) {
        if (LeaseRevocation.isGone(refused.failure())) {
            gone(record(held.key(), lease, held.expires()));
        }
        return refused.failure() instanceof Outcome.Refusal ? told(held, refused.failure()) : refused.failure();
    }

    private Outcome told(IssuedCredential held, Outcome.Failure refusal) {
        LOG.atInfo()
                .addKeyValue("backend", backend)
                .addKeyValue("credential", held.key().credential())
                .addKeyValue("outcome", refusal.code())
                .addKeyValue("reason", refusal.message())
                .log("lease not renewed, a new credential is asked for");
        return refusal;
    }

    private void inherit(LeaseRecord lease) {
        LOG.atInfo()
                .addKeyValue("backend", backend)
                .addKeyValue("credential", lease.credential())
                .addKeyValue("expires", lease.expires())
                .log("a former run left a lease, which is revoked");
        late.add(lease);
    }

    private void gone(LeaseRecord lease) {
        ledger.revoked(lease.lease());
        journal.forget(lease.id());
    }

    private LeaseRecord record(CredentialKey key, String lease, Instant expires) {
        return new LeaseRecord(backend, address, namespace, lease, key.credential(), expires);
    }
}
