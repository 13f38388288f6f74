package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.LeaseListener;
import dev.credence.credential.Outcome;
import dev.credence.source.vault.LeaseRevocation.End;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of one Vault, from the moment that something is issued until it does not exist any more. Belongs to the
 * source's context, except {@link #count()}.
 */
final class VaultLeases implements LeaseTokens.Fate {
    private static final Logger LOG = LoggerFactory.getLogger(VaultLeases.class);
    /** Ends of one lease, told twice, may differ by so much. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);
    /** What was issued to a token that has ended is asked for anew so far apart, on average; Vault calls the cloud for each. */
    private static final Duration APART = Duration.ofMillis(200);
    /** But however many they are, all within that time: they do not work any more. */
    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(30);
    /** Another end costs Vault nothing. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final String backend;
    private final String address;
    private final Optional<String> namespace;
    private final InstantSource clock;
    private final VaultLogin login;
    private final LeaseLedger ledger;
    private final LeaseJournal journal;
    private final LeaseTokens tokens;
    private final LeaseRenewal renewal;
    private final LeaseRevocation revocation;
    private final LateRevocations late;
    private final InheritedLeases inherited;
    private final LeaseListener listener;
    /** What leases hang on that are left to another gateway. */
    private final Map<Secret, Instant> needed = new HashMap<>();

    private boolean closed;

    /**
     * @param listener told of those that end before their time
     */
    VaultLeases(
            VaultConfig config, VaultAccess vault, LeaseJournal journal, Clockwork clockwork, LeaseListener listener) {
        this.backend = config.name();
        this.address = config.address().toString();
        this.namespace = config.namespace();
        this.clock = clockwork.time();
        this.login = vault.login();
        this.ledger = new LeaseLedger(clock);
        this.journal = journal;
        this.tokens = new LeaseTokens(
                ledger, login, new TokenSelf(vault.client(), VaultAccess.loginNamespace(config)), clockwork, this);
        this.renewal = new LeaseRenewal(vault.session());
        this.revocation = new LeaseRevocation(vault.session());
        this.late = new LateRevocations(clockwork, revocation::revoke, this::gone);
        this.inherited = new InheritedLeases(clockwork, late::add);
        this.listener = listener;
        login.watch(tokens);
        journal.inherit(lease -> lease.isOf(backend, address, namespace), inherited::add);
    }

    /** How many Vault keeps for us, those of former runs included that are to be revoked; any thread. */
    int count() {
        return ledger.count() + takenOver();
    }

    /** How many of them are of former runs; any thread. */
    int takenOver() {
        return inherited.count();
    }

    /**
     * What was issued, once its lease is written down: nobody may use what nobody would take back after a crash. It ends
     * with its token, where that is known to end before it.
     */
    Future<Outcome> granted(CredentialKey key, Outcome.Issued issued, Optional<Secret> token) {
        if (issued.lease().isEmpty() || token.isEmpty()) {
            return Future.succeededFuture(issued);
        }
        String lease = issued.lease().get();
        Secret hangsOn = token.get();
        if (tokens.hasEnded(hangsOn)) {
            listener.doubted(key, lease, SOON);
            return Future.succeededFuture(issued);
        }
        Instant end = capped(issued.expires(), hangsOn);
        ledger.granted(key, lease, hangsOn, end);
        tokens.leased();
        return journal.keep(record(key, lease, end))
                .map(written -> new Outcome.Issued(issued.credential(), end, issued.lease()));
    }

    /** As {@link dev.credence.credential.CredentialIssuer#renew}. */
    Future<Outcome> renew(IssuedCredential held, String lease) {
        Optional<LeaseLedger.Held> known = ledger.find(lease);
        if (known.isEmpty()) {
            return Future.succeededFuture(told(held, ended("the lease has ended")));
        }
        LeaseLedger.Held hanging = known.get();
        if (endsWithItsToken(hanging) && !tokens.isSuspect(hanging.token())) {
            return Future.succeededFuture(judgeAtTheEndOfTheToken(held, hanging));
        }
        return renewal.renew(lease, hanging.life(), namespace)
                .compose(result -> result instanceof LeaseRenewal.Renewed renewed
                        ? renewed(held, hanging, renewed)
                        : Future.succeededFuture(refused(held, hanging, (LeaseRenewal.Refused) result)));
    }

    /** As {@link dev.credence.credential.CredentialIssuer#release}; what fails is tried again as long as we run. */
    Future<Void> release(CredentialKey key, String lease) {
        Instant end = ledger.find(lease).map(LeaseLedger.Held::end).orElseGet(clock::instant);
        LeaseRecord record = record(key, lease, end);
        return revokeOnce(record).map(result -> {
            if (result != End.DONE && !closed) {
                late.retry(record);
            }
            return null;
        });
    }

    /** As {@link dev.credence.credential.CredentialIssuer#leave}; the token that it hangs on is left alive as well. */
    Future<Void> leave(CredentialKey key, String lease, Instant until) {
        Optional<LeaseLedger.Held> known = ledger.find(lease);
        if (known.isEmpty()) {
            return Future.succeededFuture();
        }
        needed.merge(known.get().token(), until, (one, other) -> one.isAfter(other) ? one : other);
        return journal.keep(record(key, lease, known.get().end()).heldUntil(until));
    }

    @Override
    public void ended(Secret token) {
        List<LeaseLedger.Held> lost = ledger.of(token);
        if (lost.isEmpty()) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("backend", backend)
                .addKeyValue("leases", lost.size())
                .log("a token has ended, and with it what was issued to it; new credentials are asked for");
        lost.forEach(lease -> gone(record(lease.key(), lease.lease(), lease.end())));
        ask(lost, spread(lost.size()));
    }

    @Override
    public void doubted(Secret token) {
        List<LeaseLedger.Held> doubtful = ledger.of(token);
        ask(doubtful, spread(doubtful.size()));
    }

    @Override
    public void endsAt(Secret token, Instant end) {
        Instant last = end.truncatedTo(ChronoUnit.SECONDS);
        List<LeaseLedger.Held> shortened = ledger.of(token).stream()
                .filter(lease -> last.isBefore(lease.end()))
                .toList();
        shortened.forEach(lease -> {
            ledger.until(lease.lease(), last);
            journal.keep(record(lease.key(), lease.lease(), last));
        });
        ask(shortened, SOON);
    }

    /**
     * No more revocations but of what another gateway had left to this one, unless yet another takes over.
     *
     * @return the tokens that have to outlive us, and until when; never fails
     */
    Future<Map<Secret, Instant>> close() {
        closed = true;
        tokens.close();
        late.close();
        List<LeaseRecord> held = inherited.close();
        List<LeaseRecord> unwanted = journal.isHandedOver() ? List.of() : held;
        return Future.join(unwanted.stream().map(this::revokeOnce).toList())
                .transform(done -> Future.succeededFuture(Map.copyOf(needed)));
    }

    private Future<End> revokeOnce(LeaseRecord lease) {
        return revocation.revoke(lease).onSuccess(result -> {
            if (result == End.DONE) {
                gone(lease);
            }
        });
    }

    private void ask(List<LeaseLedger.Held> leases, Duration within) {
        leases.forEach(lease -> listener.doubted(lease.key(), lease.lease(), within));
    }

    private static Duration spread(int leases) {
        Duration spread = APART.multipliedBy(leases);
        return spread.compareTo(LONGEST_SPREAD) < 0 ? spread : LONGEST_SPREAD;
    }

    private boolean endsWithItsToken(LeaseLedger.Held lease) {
        return tokens.end(lease.token())
                .filter(last -> !last.truncatedTo(ChronoUnit.SECONDS).isAfter(lease.end()))
                .isPresent();
    }

    private Instant capped(Instant end, Secret token) {
        return tokens.end(token)
                .map(last -> last.truncatedTo(ChronoUnit.SECONDS))
                .filter(last -> last.isBefore(end))
                .orElse(end);
    }

    private Future<Outcome> renewed(IssuedCredential held, LeaseLedger.Held lease, LeaseRenewal.Renewed renewed) {
        Instant end = capped(renewed.end(), lease.token());
        Duration granted = renewed.granted().minus(Duration.between(end, renewed.end()));
        ledger.until(lease.lease(), end);
        return journal.keep(record(held.key(), lease.lease(), end))
                .map(written -> judge(held, lease, new LeaseRenewal.Renewed(end, granted)));
    }

    /**
     * Vault would grant more, but all that hangs on the token ends with it. As long as that one is in use, so would a new
     * credential.
     */
    private Outcome judgeAtTheEndOfTheToken(IssuedCredential held, LeaseLedger.Held lease) {
        return login.isInUse(lease.token())
                ? new Outcome.Issued(held.credential(), lease.end(), Optional.of(lease.lease()))
                : judge(
                        held,
                        lease,
                        new LeaseRenewal.Renewed(lease.end(), Duration.between(clock.instant(), lease.end())));
    }

    /**
     * Near the limit that role or mount set, each renewal gets less, and in the end there is none. Well before that a
     * new one is issued, so that workloads have time to find it. What was made shorter is told as it is.
     */
    private Outcome judge(IssuedCredential held, LeaseLedger.Held lease, LeaseRenewal.Renewed renewed) {
        Duration life = lease.life();
        boolean worthwhile = renewed.granted().multipliedBy(4).compareTo(life.multipliedBy(3)) >= 0;
        boolean shortened = renewed.end().plus(TOLERANCE).isBefore(held.expires());
        if (worthwhile || (shortened && !renewed.granted().isZero())) {
            return new Outcome.Issued(held.credential(), renewed.end(), Optional.of(lease.lease()));
        }
        return told(
                held,
                new Outcome.Denied(
                        "vault.lease_limit",
                        "Vault lets it live for " + renewed.granted().toSeconds() + " s of " + life.toSeconds()
                                + " s only"));
    }

    private Outcome refused(IssuedCredential held, LeaseLedger.Held lease, LeaseRenewal.Refused refused) {
        Outcome.Failure failure = refused.failure();
        if (LeaseRevocation.isGone(failure)) {
            gone(record(held.key(), lease.lease(), held.expires()));
            tokens.lost(lease.token());
            return told(held, ended(failure.message()));
        }
        return failure instanceof Outcome.Refusal ? told(held, failure) : failure;
    }

    private static Outcome.Failure ended(String why) {
        return new Outcome.NotFound("vault.lease_gone", why);
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

    private void gone(LeaseRecord lease) {
        ledger.gone(lease.lease());
        inherited.gone(lease.id());
        journal.forget(lease.id());
    }

    private LeaseRecord record(CredentialKey key, String lease, Instant expires) {
        return new LeaseRecord(backend, address, namespace, lease, key.credential(), expires);
    }
}
