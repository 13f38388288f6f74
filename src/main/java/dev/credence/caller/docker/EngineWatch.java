package dev.credence.caller.docker;

import dev.credence.caller.EngineStatus;
import dev.credence.credential.Clockwork;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the inventory of one engine true: lists everything when its events begin to come, follows them, and asks about
 * single containers. Belongs to one context, but for its status.
 */
final class EngineWatch implements EventFeed.Listener {
    /** At a time, of those that describe a container. */
    private static final int LANES = 8;
    /** Events are never lost in theory. */
    private static final Duration REVIEW = Duration.ofMinutes(1);

    private final EngineApi api;
    private final Clockwork clockwork;
    private final EngineLog log;
    private final EngineMeters meters;
    private final boolean local;
    private final Supplier<Future<Set<InetAddress>>> own;
    private final Inventory inventory;
    private final Lanes lanes = new Lanes(LANES);
    private final Map<String, FreshCall<Void>> confirmations = new HashMap<>();
    private final FreshCall<Void> lists;
    private final FreshCall<Void> networks;
    private final SearchTable searches = new SearchTable();
    private NetworkRange range = NetworkRange.unknown();
    private final ListPace pace = new ListPace();
    private boolean closed;
    private volatile Link link;
    private volatile int known;
    private volatile @Nullable LastTrouble lastTrouble;

    private record LastTrouble(String text, Instant at) {}

    /**
     * @param local whether the engine is on this machine
     * @param own reads which addresses this machine itself has
     */
    EngineWatch(
            EngineApi api,
            Clockwork clockwork,
            EngineLog log,
            EngineMeters meters,
            boolean local,
            Supplier<Future<Set<InetAddress>>> own) {
        this.own = own;
        this.api = api;
        this.clockwork = clockwork;
        this.log = log;
        this.meters = meters;
        this.local = local;
        this.inventory = new Inventory(clockwork.time()::nanoTime);
        this.link = new Link.Opening(clockwork.time().instant());
        this.lists = new FreshCall<>(this::readList, clockwork.scheduler(), pace::pause);
        this.networks = new FreshCall<>(this::readNetworks, clockwork.scheduler(), pace::pause);
    }

    Inventory inventory() {
        return inventory;
    }

    SearchTable searches() {
        return searches;
    }

    /** Which addresses are the engine's to speak about. */
    NetworkRange range() {
        return range;
    }

    /** True once everything has been listed. */
    boolean hasRead() {
        return !(link instanceof Link.Opening);
    }

    /** True while its events tell of everything that changes. */
    boolean isFollowing() {
        return link instanceof Link.Following;
    }

    /** True if what is known may be served although the engine, asked about it, had that trouble. */
    boolean trusts(EngineTrouble trouble) {
        boolean trusted = link.trusts(trouble.kind());
        if (trusted) {
            log.servedFromInventory(trouble);
        }
        return trusted;
    }

    /** Asks about that one after now, and takes over what is said. Fails with {@link EngineTrouble}. */
    Future<Void> confirm(String id) {
        return confirmations
                .computeIfAbsent(
                        id,
                        absent -> new FreshCall<>(() -> inspect(id, true), clockwork.scheduler(), () -> Duration.ZERO))
                .ask()
                .onComplete(said -> {
                    FreshCall<Void> call = confirmations.get(id);
                    if (call != null && call.isIdle()) {
                        confirmations.remove(id);
                    }
                });
    }

    /** Reads after now who runs. Fails with {@link EngineTrouble}. */
    Future<Void> list() {
        return lists.ask();
    }

    /** Reads after now which addresses are the engine's to speak about. Fails with {@link EngineTrouble}. */
    Future<Void> networks() {
        return networks.ask();
    }

    @Override
    public Future<Void> opened() {
        return networks().compose(read -> list()).onSuccess(read -> {
            if (!closed) {
                link = new Link.Following(clockwork.time().instant(), local);
                meters.following(true);
                log.following(api.version(), inventory.size());
                searches.wakeAll();
            }
        });
    }

    @Override
    public void event(EngineEvent event) {
        if (event instanceof EngineEvent.Ended ended) {
            List<Inventory.Resident> residents = inventory.withId(ended.container());
            // One that was started anew meanwhile is another.
            if (residents.stream().noneMatch(one -> one.container().started().isAfter(ended.at()))) {
                inventory.remove(ended.container(), inventory.now());
                counted();
            }
        } else if (event instanceof EngineEvent.Changed changed) {
            confirm(changed.container()).onFailure(this::note);
        } else {
            networks().compose(read -> list()).onFailure(this::note);
        }
    }

    @Override
    public void answered() {
        heard();
    }

    @Override
    public void cut(EngineTrouble trouble) {
        note(trouble);
        if (link instanceof Link.Following) {
            link = new Link.Cut(clockwork.time().instant(), false);
            log.cut(trouble);
        } else {
            log.unreachable(trouble);
            if (trouble.kind() != EngineTrouble.Kind.REFUSED) {
                heard();
            }
        }
        meters.following(false);
    }

    /** Looks from time to time whether all is as the events have told. */
    void review() {
        clockwork.scheduler().after(REVIEW, () -> {
            if (!closed) {
                if (isFollowing()) {
                    networks().compose(read -> list()).onFailure(this::note);
                }
                review();
            }
        });
    }

    /** Whoever waits is told that the engine cannot be asked. */
    void close() {
        closed = true;
        inventory.clear();
        counted();
        meters.following(false);
        searches.endAll();
        api.close();
    }

    /** Any thread. */
    EngineStatus status(String address) {
        LastTrouble trouble = lastTrouble;
        Link now = link;
        return new EngineStatus(
                address,
                now.label(),
                now.since(),
                api.version(),
                known,
                Optional.ofNullable(trouble).map(LastTrouble::text),
                Optional.ofNullable(trouble).map(LastTrouble::at));
    }

    /** One that was cut off does something else than to refuse connections: it is up again. */
    private void heard() {
        if (link instanceof Link.Cut cut) {
            link = new Link.Cut(cut.since(), true);
        }
    }

    /** It did not say what it was asked. */
    void note(Throwable cause) {
        EngineTrouble trouble = EngineTrouble.of(cause);
        lastTrouble = new LastTrouble(
                String.valueOf(trouble.getMessage()), clockwork.time().instant());
        log.trouble(trouble);
    }

    private Future<Void> inspect(String id, boolean urgent) {
        return lanes.run(urgent, () -> {
            Inventory.Moment askedAt = inventory.now();
            Link before = link;
            return api.inspect(id)
                    .onComplete(said -> heardSince(before, said.cause()))
                    .map(found -> {
                        found.ifPresentOrElse(
                                container -> inventory.put(container, askedAt), () -> inventory.remove(id, askedAt));
                        counted();
                        found.ifPresent(searches::wake);
                        return null;
                    });
        });
    }

    private void heardSince(Link before, @Nullable Throwable cause) {
        if (before instanceof Link.Cut
                && (cause == null || EngineTrouble.of(cause).kind() != EngineTrouble.Kind.REFUSED)) {
            heard();
        }
    }

    private Future<Void> readList() {
        Inventory.Moment askedAt = inventory.now();
        long began = clockwork.time().nanoTime();
        Link before = link;
        return api.list()
                .onComplete(said -> {
                    pace.took(clockwork.time().nanoTime() - began);
                    heardSince(before, said.cause());
                })
                .compose(listed -> takeOver(listed, askedAt));
    }

    /** Completes when all are known that were not. */
    private Future<Void> takeOver(List<Listed> listed, Inventory.Moment askedAt) {
        Set<String> running = new HashSet<>();
        listed.forEach(one -> running.add(one.id()));
        inventory.keepOnly(running, askedAt);
        counted();
        log.listed(listed.size());
        List<Future<Void>> unknown = listed.stream()
                .filter(one -> !inventory.has(one))
                .map(one -> inspect(one.id(), false))
                .toList();
        // One that cannot be described is not known; the others are none the worse for it.
        return unknown.isEmpty()
                ? Future.succeededFuture()
                : Future.join(unknown).<Void>mapEmpty().otherwise(failure -> {
                    note(failure);
                    return null;
                });
    }

    private Future<Void> readNetworks() {
        return api.networks().compose(read -> own.get().map(addresses -> {
            range = read.without(addresses);
            return null;
        }));
    }

    private void counted() {
        known = inventory.size();
        meters.containers(known);
    }
}
