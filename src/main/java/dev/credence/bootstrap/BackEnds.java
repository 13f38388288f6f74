package dev.credence.bootstrap;

import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.AzureKind;
import dev.credence.config.BreakerConfig;
import dev.credence.config.Configuration;
import dev.credence.config.GcpCredentialConfig;
import dev.credence.config.ImsConfig;
import dev.credence.config.ListenerConfig;
import dev.credence.config.StsConfig;
import dev.credence.config.VaultConfig;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.BaseCredentials;
import dev.credence.credential.Clockwork;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialIssuer;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Issuers;
import dev.credence.credential.LeaseListener;
import dev.credence.credential.Outcome;
import dev.credence.credential.RoleListings;
import dev.credence.source.CheckedSource;
import dev.credence.source.CredentialCheck;
import dev.credence.source.CredentialSource;
import dev.credence.source.GuardedSource;
import dev.credence.source.Propagation;
import dev.credence.source.entra.EntraSource;
import dev.credence.source.google.IamCredentialsSource;
import dev.credence.source.ims.ImsSource;
import dev.credence.source.sts.StsSource;
import dev.credence.source.vault.LeaseJournal;
import dev.credence.source.vault.VaultSource;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The back ends of the configuration, each behind its breaker: those that it names, and by their addresses the services of
 * clouds that make credentials from those that a Vault issued.
 */
final class BackEnds {
    private final Platform platform;
    private final Configuration configuration;
    private final BaseCredentials bases;
    private final RoleListings roles;
    private final UpstreamMeters meters;
    private final LeaseJournal journal;
    private final Map<String, CredentialSource> sources = new ConcurrentSkipListMap<>();
    /** Those of them that may list roles. */
    private final Map<String, ImsSource> metadataServices = new ConcurrentSkipListMap<>();
    /** What the sources' state belongs to. */
    private volatile @Nullable Context context;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();

    /**
     * @param bases where those get their base credentials that need some
     * @param roles where those tell their roles that list them
     */
    BackEnds(Platform platform, Configuration configuration, BaseCredentials bases, RoleListings roles) {
        this.platform = platform;
        this.configuration = configuration;
        this.bases = bases;
        this.roles = roles;
        this.meters = new UpstreamMeters(platform.registry());
        this.journal = new LeaseJournal(platform.vertx(), configuration.leasesFile(), platform.time());
    }

    /**
     * Makes them, on the context that calls; asks none of them for a credential yet.
     *
     * @param leases told of those that end before their time
     */
    Map<String, CredentialIssuer> open(LeaseListener leases) {
        context = platform.vertx().getOrCreateContext();
        List<EntraSource> authorities = new ArrayList<>();
        authorities(configuration).forEach(authority -> authorities.add(openAuthority(authority)));
        configuration.backends().values().forEach(config -> {
            if (config instanceof VaultConfig vault) {
                openVault(vault, authorities, leases);
            } else if (config instanceof ImsConfig ims) {
                openIms(ims);
            } else if (config instanceof StsConfig sts) {
                openSts(sts);
            }
        });
        follow(configuration);
        identityEndpoint(configuration).ifPresent(this::openIdentity);
        journal.start(configuration.listeners().stream().anyMatch(ListenerConfig::reusePort));
        return Map.copyOf(sources);
    }

    /**
     * The same for who opens and closes them.
     *
     * @param patience of the end, asked when it has come
     * @param succeeded whether another gateway has taken over by then
     */
    Issuers issuers(Supplier<Duration> patience, BooleanSupplier succeeded) {
        return new Issuers() {
            @Override
            public Map<String, CredentialIssuer> open(LeaseListener leases) {
                return BackEnds.this.open(leases);
            }

            @Override
            public boolean haveSuccessor() {
                return succeeded.getAsBoolean();
            }

            @Override
            public Future<Void> close() {
                return BackEnds.this.close(patience.get(), succeeded.getAsBoolean());
            }
        };
    }

    /** How each is doing; any thread. */
    List<BackendStatus> status() {
        return sources.values().stream().map(CredentialSource::status).toList();
    }

    /**
     * Ends what they hold at the back ends, and remembers what did not end in time. Once; the next call waits for the first.
     *
     * @param succeeded whether another gateway has taken over, which is left what workloads hold
     * @return never fails
     */
    Future<Void> close(Duration patience, boolean succeeded) {
        Context opened = context;
        if (opened == null) {
            closed.tryComplete();
        } else if (closing.compareAndSet(false, true)) {
            opened.runOnContext(here -> journal.handOver(succeeded)
                    .compose(known -> closeAll())
                    .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .transform(done -> journal.close())
                    .onComplete(closed));
        }
        return closed.future();
    }

    private Future<Void> closeAll() {
        return Future.join(
                        sources.values().stream().map(CredentialSource::close).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** Where the passwords of applications are exchanged for tokens. */
    static SortedSet<URI> authorities(Configuration configuration) {
        SortedSet<URI> authorities = new TreeSet<>();
        configuration.credentials().values().forEach(credential -> {
            if (credential instanceof AzureCredentialConfig azure && azure.kind() == AzureKind.CREDS) {
                authorities.add(azure.authorityHost());
            }
        });
        return authorities;
    }

    /** Where ID tokens are made, if they are and there is an account to make them for. */
    static Optional<URI> identityEndpoint(Configuration configuration) {
        boolean wanted = configuration.gcp().identity()
                && configuration.credentials().values().stream().anyMatch(GcpCredentialConfig.class::isInstance);
        return wanted ? Optional.of(configuration.gcp().identityEndpoint()) : Optional.empty();
    }

    private void openVault(VaultConfig config, List<EntraSource> authorities, LeaseListener leases) {
        VaultSource vault = VaultSource.create(platform.vertx(), config, clockwork(), meters, journal, leases);
        GuardedSource guarded = GuardedSource.around(
                platform.vertx(),
                vault,
                config.breaker(),
                vault.bound(),
                VaultSource::isOwnTrouble,
                platform.time(),
                meters);
        CredentialCheck check = (key, fresh) -> check(List.copyOf(authorities), key, fresh);
        sources.put(config.name(), new CheckedSource(guarded, check, new Propagation(clockwork())));
    }

    private void openSts(StsConfig config) {
        StsSource sts = StsSource.create(platform.vertx(), config, bases, clockwork(), meters);
        sts.prepare();
        sources.put(
                config.name(),
                GuardedSource.around(
                        platform.vertx(),
                        sts,
                        config.breaker(),
                        sts.bound(),
                        StsSource::isOwnTrouble,
                        platform.time(),
                        meters));
    }

    private EntraSource openAuthority(URI authority) {
        Vertx vertx = platform.vertx();
        EntraSource entra = EntraSource.create(vertx, authority, bases, clockwork(), meters);
        sources.put(
                authority.toString(),
                GuardedSource.around(
                        vertx,
                        entra,
                        BreakerConfig.DEFAULT,
                        entra.bound(),
                        EntraSource::isOwnTrouble,
                        platform.time(),
                        meters));
        return entra;
    }

    private void openIms(ImsConfig config) {
        ImsSource ims = ImsSource.create(platform.vertx(), config, clockwork(), roles, meters);
        metadataServices.put(config.name(), ims);
        sources.put(
                config.name(),
                GuardedSource.around(
                        platform.vertx(),
                        ims,
                        config.breaker(),
                        ims.bound(),
                        ImsSource::isOwnTrouble,
                        platform.time(),
                        meters));
    }

    /** Asks those for their roles whose list that configuration, or a changed one, needs; any thread. */
    void follow(Configuration wanted) {
        Context opened = context;
        if (opened != null && !closing.get()) {
            opened.runOnContext(
                    here -> metadataServices.forEach((name, service) -> service.follow(wantsRoles(wanted, name))));
        }
    }

    /** Whether a credential is for each of them, or is asked for with the first. */
    private static boolean wantsRoles(Configuration configuration, String backend) {
        return configuration.credentials().values().stream()
                .anyMatch(credential -> (credential.backend().equals(backend)
                                && credential.role().equals("*"))
                        || (configuration.backends().get(credential.backend()) instanceof StsConfig sts
                                && sts.asksWithFirstOf().filter(backend::equals).isPresent()));
    }

    /** Of the context that calls. */
    private Clockwork clockwork() {
        Vertx vertx = platform.vertx();
        return new Clockwork(
                platform.time(), platform.time().scheduler(vertx, vertx.getOrCreateContext()), platform.random());
    }

    private void openIdentity(URI endpoint) {
        IamCredentialsSource identity =
                IamCredentialsSource.create(platform.vertx(), endpoint, bases, platform.time(), meters);
        CredentialSource guarded = GuardedSource.around(
                platform.vertx(),
                identity,
                BreakerConfig.DEFAULT,
                identity.bound(),
                IamCredentialsSource::isOwnTrouble,
                platform.time(),
                meters);
        sources.merge(endpoint.toString(), guarded, SharedAddress::new);
    }

    /** Each authority knows the principals that were used there; a principal must work wherever it was used. */
    private static Future<Optional<Outcome.Failure>> check(
            List<EntraSource> authorities, CredentialKey key, Credential fresh) {
        Future<Optional<Outcome.Failure>> checked = Future.succeededFuture(Optional.empty());
        for (EntraSource authority : authorities) {
            checked = checked.compose(
                    failure -> failure.isPresent() ? Future.succeededFuture(failure) : authority.check(key, fresh));
        }
        return checked;
    }
}
