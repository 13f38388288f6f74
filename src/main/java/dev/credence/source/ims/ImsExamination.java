package dev.credence.source.ims;

import dev.credence.config.CredentialConfig;
import dev.credence.config.ImsConfig;
import dev.credence.credential.Clockwork;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.Finding;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Tries at a metadata service what a gateway will need there: an answer, a list of roles, and in it those that the
 * configuration names. No credentials are asked for unless told to. Belongs to the context that created it.
 */
public final class ImsExamination {
    private static final String ALL = "*";
    private static final int SHOWN = 8;

    private final ImsConfig config;
    private final ImsClient client;
    private final CredentialAnswer answers;
    private final String about;

    private ImsExamination(ImsConfig config, ImsClient client, TimeSource time) {
        this.config = config;
        this.client = client;
        this.answers = new CredentialAnswer(time);
        this.about = "back end " + config.name();
    }

    /** Of the service in that configuration. Asks nothing yet. */
    public static ImsExamination create(
            Vertx vertx, ImsConfig config, TimeSource time, RandomGenerator random, UpstreamMeters meters) {
        meters.register(config.name());
        Clockwork clockwork = new Clockwork(time, time.scheduler(vertx, vertx.getOrCreateContext()), random);
        return new ImsExamination(config, new ImsClient(vertx, config, clockwork, meters), time);
    }

    /**
     * One finding after the other.
     *
     * @param credentials of this back end
     * @param askers names of back ends that ask with the first role that this one lists
     * @param issue whether to take the credentials of each role, too
     */
    public Future<List<Finding>> examine(List<CredentialConfig> credentials, List<String> askers, boolean issue) {
        return client.roles().compose(reading -> {
            List<Finding> findings = new ArrayList<>();
            if (!(reading instanceof Reading.Read<RoleList> read)) {
                findings.add(unlisted(reading.failure().orElseThrow()));
                credentials.forEach(credential -> findings.add(
                        Finding.skipped(about(credential), "back end " + config.name() + " lists no roles")));
                askers.forEach(asker -> findings.add(Finding.skipped(
                        "back end " + asker,
                        "back end " + config.name() + ", with whose first role it asks, lists no roles")));
                return Future.succeededFuture(findings);
            }
            RoleList roles = read.value();
            findings.add(listed(roles));
            Future<Void> done = Future.succeededFuture();
            for (CredentialConfig credential : credentials) {
                done = done.compose(before -> credential(credential, roles, issue))
                        .map(finding -> {
                            findings.add(finding);
                            return null;
                        });
            }
            return done.compose(all -> Future.all(askers.stream()
                            .map(asker -> asker(asker, roles.names(), issue))
                            .toList()))
                    .map(found -> {
                        findings.addAll(found.list());
                        return List.copyOf(findings);
                    });
        });
    }

    /** Closes the connections. */
    public Future<Void> close() {
        client.close();
        return Future.succeededFuture();
    }

    private Finding listed(RoleList roles) {
        String text =
                config.address() + " answers and lists " + count(roles.names().size());
        return roles.unusable() > 0 || roles.tooMany() > 0
                ? Finding.warning(
                        about,
                        text + "; left out are " + roles.unusable() + " that are no names of roles and "
                                + roles.tooMany() + " beyond " + RoleList.MOST + ": list fewer there")
                : Finding.ok(about, text);
    }

    private Finding unlisted(Outcome.Failure failure) {
        String prefix = "backends." + config.name() + ".prefix";
        if (failure instanceof Outcome.NotFound || failure.code().equals(ImsErrors.UNREADABLE)) {
            return Finding.misconfigured(
                    about,
                    failure.message() + ". Write in " + prefix + " the path that lists the roles, one a line; it is "
                            + config.prefix());
        }
        return failure instanceof Outcome.Refusal
                ? Finding.refused(about, failure.message())
                : Finding.unavailable(
                        about, failure.message() + ". Look at backends." + config.name() + ".address and the network");
    }

    private Future<Finding> credential(CredentialConfig credential, RoleList roles, boolean issue) {
        String role = credential.role();
        if (role.equals(ALL)) {
            return found(
                    Finding.ok(about(credential), "gives " + count(roles.names().size()) + ", as they are listed"));
        }
        if (role.contains("${")) {
            return found(Finding.skipped(about(credential), "its role depends on the caller"));
        }
        if (!roles.names().contains(role)) {
            return found(Finding.misconfigured(
                    about(credential),
                    "role " + role + " is not listed; have it added there, or write one of " + shown(roles.names())));
        }
        return issue
                ? client.credentials(role, answers::read).map(reading -> issued(about(credential), reading))
                : found(Finding.ok(about(credential), "role " + role + " is listed"));
    }

    /** A back end that asks with what is listed first. */
    private Future<Finding> asker(String name, List<String> roles, boolean issue) {
        String about = "back end " + name;
        if (roles.isEmpty()) {
            return found(Finding.misconfigured(
                    about,
                    "is to ask with the first role that back end " + config.name()
                            + " lists, and it lists none: have one added there, or name another back end in backends."
                            + name + ".credentials"));
        }
        String role = roles.get(0);
        return issue
                ? client.credentials(role, answers::read).map(reading -> issued(about, reading))
                : found(Finding.ok(
                        about, "asks with role " + role + ", the first that back end " + config.name() + " lists"));
    }

    private static Finding issued(String about, Reading<Outcome.Issued> reading) {
        if (reading instanceof Reading.Read<Outcome.Issued> read) {
            Outcome.Issued issued = read.value();
            return Finding.ok(
                    about,
                    "got ..." + issued.credential().fingerprint() + " until " + issued.expires()
                            + "; it ends by itself");
        }
        Outcome.Failure failure = reading.failure().orElseThrow();
        String text = "its role is listed, but gave nothing: " + failure.message();
        return failure instanceof Outcome.Refusal ? Finding.refused(about, text) : Finding.unavailable(about, text);
    }

    private static Future<Finding> found(Finding finding) {
        return Future.succeededFuture(finding);
    }

    private static String count(int roles) {
        return roles == 1 ? "one role" : roles + " roles";
    }

    private static String shown(List<String> names) {
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.isEmpty() ? "none, for it lists none" : first + (names.size() > SHOWN ? ", ..." : "");
    }

    private static String about(CredentialConfig credential) {
        return "credential " + credential.name();
    }
}
