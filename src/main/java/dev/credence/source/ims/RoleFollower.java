package dev.credence.source.ims;

import dev.credence.credential.Clockwork;
import dev.credence.credential.Outcome;
import dev.credence.credential.RoleListings;
import dev.credence.credential.Scheduler;
import dev.credence.source.LastError;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the roles that a metadata service lists, as long as somebody wants to have them all: at once, at the latest
 * every 60 seconds, and soon after credentials were asked for. While the service cannot tell, those that it told last stay. Belongs to one
 * context.
 */
final class RoleFollower {
    private static final Logger LOG = LoggerFactory.getLogger(RoleFollower.class);
    private static final Duration AT_THE_LATEST = Duration.ofSeconds(60);
    /** Part of it by which a list may be asked for earlier, so that gateways do not ask in step. */
    private static final double JITTER = 0.1;
    /** However many credentials are refreshed, lists are asked for this far apart. */
    private static final Duration APART = Duration.ofSeconds(10);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int LARGEST_EXPONENT = 6;

    private final String backend;
    private final Supplier<Future<Reading<RoleList>>> service;
    private final RoleListings listings;
    private final Clockwork clockwork;
    private final LastError trouble;
    private Scheduler.@Nullable Timer timer;
    private long due;
    private long asked;
    private boolean wanted;
    private boolean asking;
    private int failures;
    private String lastFailure = "";
    private String leftOut = "";

    /**
     * @param service asks it once; never fails
     * @param trouble told how each list went
     */
    RoleFollower(
            String backend,
            Supplier<Future<Reading<RoleList>>> service,
            RoleListings listings,
            Clockwork clockwork,
            LastError trouble) {
        this.backend = backend;
        this.service = service;
        this.listings = listings;
        this.clockwork = clockwork;
        this.trouble = trouble;
    }

    /** Begins to follow, or ends it; does nothing if that is how it is. */
    void follow(boolean now) {
        if (now != wanted) {
            wanted = now;
            cancel();
            if (now) {
                ask();
            }
        }
    }

    /** A credential was asked for: its role may be new, or others may have come or gone with it. */
    void refreshed() {
        if (wanted && !asking && failures == 0) {
            long soon = asked + APART.toNanos();
            if (soon - due < 0) {
                askAt(soon);
            }
        }
    }

    private void ask() {
        if (asking || !wanted) {
            return;
        }
        cancel();
        asking = true;
        asked = clockwork.time().nanoTime();
        service.get().otherwise(this::unexpected).onSuccess(reading -> {
            asking = false;
            if (!wanted) {
                return;
            }
            if (reading instanceof Reading.Read<RoleList> read) {
                told(read.value());
            } else {
                reading.failure().ifPresent(this::failed);
            }
        });
    }

    private void told(RoleList roles) {
        trouble.clear();
        if (failures > 0) {
            LOG.atInfo().addKeyValue("backend", backend).log("roles can be listed again");
        }
        failures = 0;
        lastFailure = "";
        warn(roles);
        announce(listings.of(backend).orElse(List.of()), roles.names());
        askAt(clockwork.time().nanoTime()
                + scaled(AT_THE_LATEST, 1 - JITTER * clockwork.random().nextDouble()));
        // Last: whoever is told of a change may fail, and that must not end the following.
        listings.put(backend, roles.names());
    }

    private void failed(Outcome.Failure failure) {
        trouble.note(failure);
        if (!failure.code().equals(lastFailure)) {
            lastFailure = failure.code();
            LOG.atWarn()
                    .addKeyValue("backend", backend)
                    .addKeyValue("outcome", failure.code())
                    .addKeyValue("reason", failure.message())
                    .log("roles cannot be listed; those that are known stay");
        }
        failures++;
        Duration ceiling = FIRST_RETRY.multipliedBy(1L << Math.min(failures, LARGEST_EXPONENT));
        ceiling = ceiling.compareTo(AT_THE_LATEST) < 0 ? ceiling : AT_THE_LATEST;
        long asksFor = failure instanceof Outcome.Throttled throttled
                ? Math.min(throttled.retryAfter().toNanos(), AT_THE_LATEST.toNanos())
                : 0;
        // Half of it by chance: after an outage a fleet must not come back in step.
        long pause = scaled(ceiling, 0.5 + clockwork.random().nextDouble() / 2);
        askAt(clockwork.time().nanoTime() + Math.max(pause, asksFor));
    }

    /** A mistake in this package: the stack goes where it can be read, and the following goes on. */
    private Reading<RoleList> unexpected(Throwable cause) {
        LOG.atError().addKeyValue("backend", backend).setCause(cause).log("unexpected failure while listing roles");
        return new Reading.Failed<>(ImsErrors.internal(cause));
    }

    private void warn(RoleList roles) {
        String now = roles.unusable() + " " + roles.tooMany();
        if (now.equals(leftOut)) {
            return;
        }
        leftOut = now;
        if (roles.unusable() > 0 || roles.tooMany() > 0) {
            LOG.atWarn()
                    .addKeyValue("backend", backend)
                    .addKeyValue("no_names", roles.unusable())
                    .addKeyValue("beyond_" + RoleList.MOST, roles.tooMany())
                    .log("some of the roles that are listed are left out");
        }
    }

    private void announce(List<String> before, List<String> now) {
        Set<String> gone = new HashSet<>(before);
        now.forEach(gone::remove);
        Set<String> come = new HashSet<>(now);
        before.forEach(come::remove);
        if (!gone.isEmpty() || !come.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("backend", backend)
                    .addKeyValue("roles", now.size())
                    .addKeyValue("added", come.size())
                    .addKeyValue("removed", gone.size())
                    .log("roles listed");
        }
    }

    private void askAt(long moment) {
        cancel();
        due = moment;
        timer = clockwork
                .scheduler()
                .after(Duration.ofNanos(moment - clockwork.time().nanoTime()), this::ask);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private static long scaled(Duration duration, double factor) {
        return (long) (duration.toNanos() * factor);
    }
}
