package dev.credence.source.vault;

import dev.credence.config.CredentialConfig;
import dev.credence.config.VaultConfig;
import dev.credence.credential.Clockwork;
import dev.credence.credential.TimeSource;
import dev.credence.source.Finding;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Tries at a Vault what a gateway will need there, one step after the other, each at most once and within the configured
 * timeout: an answer, a login, the mounts, the rights, the roles. Nothing is issued unless that is asked for.
 *
 * <p>Belongs to the context that created it.
 */
public final class VaultExamination {
    private final VaultConfig config;
    private final String sessionName;
    private final TimeSource clock;
    private final HealthExamination health;
    private final VaultAccess vault;

    private VaultExamination(
            VaultConfig config, String sessionName, TimeSource clock, HealthExamination health, VaultAccess vault) {
        this.config = config;
        this.sessionName = sessionName;
        this.clock = clock;
        this.health = health;
        this.vault = vault;
    }

    /**
     * Asks nothing yet.
     *
     * @param sessionName of what is issued for AWS
     */
    public static VaultExamination create(
            Vertx vertx,
            VaultConfig config,
            String sessionName,
            TimeSource clock,
            RandomGenerator random,
            UpstreamMeters meters) {
        VaultConfig once = new VaultConfig(
                config.name(),
                config.address(),
                config.namespace(),
                config.authNamespace(),
                config.auth(),
                config.tls(),
                config.timeout(),
                0,
                config.rateLimit(),
                config.breaker());
        return new VaultExamination(
                once,
                sessionName,
                clock,
                new HealthExamination(vertx, once),
                VaultAccess.open(
                        vertx,
                        once,
                        new Clockwork(clock, clock.scheduler(vertx, vertx.getOrCreateContext()), random),
                        meters));
    }

    /**
     * All that is found, in the order of looking.
     *
     * @param credentials of this back end
     * @param issue whether to issue one of each
     * @return never fails
     */
    public Future<List<Finding>> examine(List<CredentialConfig> credentials, boolean issue) {
        List<Finding> findings = new ArrayList<>();
        return health.examine()
                .compose(finding -> {
                    findings.add(finding);
                    if (finding.isFailure()) {
                        findings.add(Finding.skipped("login " + config.name(), "the back end does not work"));
                        return skipped(credentials, "back end " + config.name() + " does not work", findings);
                    }
                    return new LoginExamination(config, vault.session())
                            .examine()
                            .compose(login -> {
                                findings.add(login);
                                return login.isFailure()
                                        ? skipped(credentials, "the login does not work", findings)
                                        : credentials(credentials, issue, findings);
                            });
                })
                .map(done -> List.copyOf(findings));
    }

    /** Gives back a token that it logged in for, and closes the connections. */
    public Future<Void> close() {
        health.close();
        return vault.login().close(Map.of()).onComplete(done -> vault.client().close());
    }

    private static Future<Void> skipped(List<CredentialConfig> credentials, String why, List<Finding> findings) {
        credentials.forEach(credential -> findings.add(Finding.skipped("credential " + credential.name(), why)));
        return Future.succeededFuture();
    }

    private Future<Void> credentials(List<CredentialConfig> credentials, boolean issue, List<Finding> findings) {
        List<CredentialNeeds> all = new ArrayList<>();
        for (CredentialConfig credential : credentials) {
            CredentialNeeds.of(credential, sessionName)
                    .ifPresentOrElse(
                            all::add,
                            () -> findings.add(Finding.misconfigured(
                                    "credential " + credential.name(),
                                    "no mount and role can be called " + credential.mount() + " and "
                                            + credential.role())));
        }
        if (all.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<VaultPath> paths = new LinkedHashSet<>();
        all.forEach(needs -> needs.ways().forEach(way -> paths.add(way.issuing())));
        return new Capabilities(vault.session(), config.namespace())
                .of(paths)
                .compose(rights -> mounts(all, rights, findings).compose(mounts -> {
                    CredentialExamination examination =
                            new CredentialExamination(vault.session(), config.namespace(), rights);
                    return each(all, needs -> credential(needs, mounts, examination, issue, findings));
                }));
    }

    /** Each mount once for each kind of engine that it should hold. */
    private Future<Map<String, Finding>> mounts(
            List<CredentialNeeds> all, Capabilities.Rights rights, List<Finding> findings) {
        MountExamination examination = new MountExamination(config, vault.session());
        Map<String, Finding> mounts = new HashMap<>();
        return each(all, needs -> {
                    if (mounts.containsKey(mount(needs))) {
                        return Future.succeededFuture();
                    }
                    boolean mayBelow = all.stream()
                            .filter(other -> mount(other).equals(mount(needs)))
                            .flatMap(other -> other.ways().stream())
                            .anyMatch(way -> rights.allow(way.issuing(), way.capability()));
                    return examination.examine(needs, mayBelow).map(finding -> {
                        mounts.put(mount(needs), finding);
                        findings.add(finding);
                        return null;
                    });
                })
                .map(mounts);
    }

    private Future<Void> credential(
            CredentialNeeds needs,
            Map<String, Finding> mounts,
            CredentialExamination examination,
            boolean issue,
            List<Finding> findings) {
        Finding mount = mounts.get(mount(needs));
        if (mount == null || mount.isFailure()) {
            findings.add(examination
                    .missingRight(needs)
                    .orElseGet(() -> Finding.skipped(
                            needs.about(), "mount " + needs.credential().mount() + " cannot be used")));
            return Future.succeededFuture();
        }
        return examination.examine(needs).compose(found -> {
            findings.addAll(found);
            if (!issue) {
                return Future.succeededFuture();
            }
            if (found.stream().anyMatch(Finding::isFailure)) {
                findings.add(Finding.skipped(needs.about(), "none was issued, because Vault would refuse"));
                return Future.succeededFuture();
            }
            return new IssueExamination(vault, config.namespace(), clock)
                    .examine(needs)
                    .map(finding -> {
                        findings.add(finding);
                        return null;
                    });
        });
    }

    private static String mount(CredentialNeeds needs) {
        return needs.engine() + ' ' + needs.credential().mount();
    }

    /** One after the other: a Vault that is in trouble is not to be asked for everything at once. */
    private static <T> Future<Void> each(List<T> all, Function<T, Future<Void>> step) {
        Future<Void> done = Future.succeededFuture();
        for (T one : all) {
            done = done.compose(before -> step.apply(one));
        }
        return done;
    }
}
