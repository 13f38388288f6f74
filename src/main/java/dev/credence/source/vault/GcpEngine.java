package dev.credence.source.vault;

import dev.credence.config.GcpKind;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpServiceAccount;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Google Cloud secrets engine: one read of {@code KIND/ROLE/token}, and beside it once of {@code KIND/ROLE}, which
 * tells whose account it is (wire.md 5.5).
 *
 * <p>A role whose kind is not configured is looked for among all kinds. Where it was found is remembered and asked
 * directly, until half an hour later all are looked at again: a role may move. What Vault cannot do at the moment says
 * nothing about where a role is, so an outage ends the search.
 */
final class GcpEngine implements SecretsEngine {
    private static final String TOKEN_OPERATION = "gcp_token";
    private static final String ACCOUNT_OPERATION = "gcp_account";
    private static final String TOKEN = "token";
    private static final Duration FOUND_HOLDS = Duration.ofMinutes(30);
    /** Roles come from the configuration; this bounds what a template could make of it. */
    private static final int MOST_FOUND = 1_000;

    private final VaultSession session;
    private final Optional<String> namespace;
    private final TimeSource clock;
    private final SideReading<GcpServiceAccount> accounts;
    private final Map<String, Found> found = new HashMap<>();

    /** A place where a role may be, in the order of looking. */
    private enum Place {
        IMPERSONATED_ACCOUNT(GcpKind.IMPERSONATED_ACCOUNT),
        STATIC_ACCOUNT(GcpKind.STATIC_ACCOUNT),
        ROLESET(GcpKind.ROLESET),
        /** Where Vault before 1.8 issues the tokens of rolesets. */
        OLD_ROLESET(GcpKind.ROLESET);

        private final GcpKind kind;

        Place(GcpKind kind) {
            this.kind = kind;
        }
    }

    private record Found(Place place, long atNanos) {}

    /** One role being asked for. */
    private record Search(
            String mount, String role, Map<Place, VaultPath> paths, List<Place> left, List<Outcome.Failure> failures) {
        private String name() {
            return mount + '/' + role + paths.keySet();
        }
    }

    GcpEngine(VaultSession session, Optional<String> namespace, TimeSource clock) {
        this.session = session;
        this.namespace = namespace;
        this.clock = clock;
        this.accounts = new SideReading<>(session, clock, GcpServiceAccount.UNKNOWN, GcpEngine::account);
    }

    @Override
    public Future<Issue> issue(CredentialKey key) {
        String mount = key.parameters().getOrDefault(CredentialKey.MOUNT, "gcp");
        String role = key.parameters().getOrDefault(CredentialKey.ROLE, "");
        String kind = key.parameters().getOrDefault(CredentialKey.KIND, GcpKind.AUTO.label());
        Map<Place, VaultPath> paths = new EnumMap<>(Place.class);
        for (Place place : Place.values()) {
            if (kind.equals(GcpKind.AUTO.label()) || kind.equals(place.kind.label())) {
                tokenPath(place, mount, role).ifPresent(path -> paths.put(place, path));
            }
        }
        if (paths.isEmpty()) {
            return Future.succeededFuture(Issue.of(new Outcome.Denied(
                    "vault.invalid_name",
                    "no mount, role and kind can be called " + mount + ", " + role + " and " + kind)));
        }
        Search search = new Search(mount, role, paths, new ArrayList<>(paths.keySet()), new ArrayList<>());
        known(search).ifPresent(place -> {
            search.left.remove(place);
            search.left.add(0, place);
        });
        return next(search).map(Issue::of);
    }

    private static Optional<VaultPath> tokenPath(Place place, String mount, String role) {
        return place == Place.OLD_ROLESET
                ? VaultPath.of(mount, TOKEN, role)
                : VaultPath.of(mount, place.kind.label(), role, TOKEN);
    }

    private Optional<Place> known(Search search) {
        Found known = found.get(search.name());
        boolean holds = known != null
                && Duration.ofNanos(clock.nanoTime() - known.atNanos).compareTo(FOUND_HOLDS) < 0;
        return holds && known != null ? Optional.of(known.place) : Optional.empty();
    }

    /** Asks the first place that is left, and on if the role is not there. */
    private Future<Outcome> next(Search search) {
        Place place = search.left.remove(0);
        VaultPath path = search.paths.get(place);
        if (path == null) {
            throw new IllegalStateException("a place without a path");
        }
        VaultRequest request = VaultRequest.get(TOKEN_OPERATION, path, Map.of(), namespace);
        Optional<VaultRequest> beside = accountRequest(search, place);
        beside.ifPresent(accounts::begin);
        return session.send(request).compose(reply -> {
            if (reply instanceof VaultReply.Ok ok) {
                remember(search, place);
                return beside.map(accounts::result)
                        .orElseGet(() -> Future.succeededFuture(GcpServiceAccount.UNKNOWN))
                        .map(account -> read(request, ok, account));
            }
            return failed(search, ((VaultReply.Failed) reply).failure());
        });
    }

    private Future<Outcome> failed(Search search, Outcome.Failure failure) {
        if (!leavesOtherPlaces(failure)) {
            return Future.succeededFuture(failure);
        }
        search.failures.add(failure);
        // A Vault that knows the new paths has answered for the old one as well.
        if (!failure.code().equals("vault.path_not_found")) {
            search.left.remove(Place.OLD_ROLESET);
        }
        return search.left.isEmpty() ? Future.succeededFuture(mostTelling(search)) : next(search);
    }

    /** The role may be elsewhere: it is not here, or only here it is forbidden. */
    private static boolean leavesOtherPlaces(Outcome.Failure failure) {
        return failure.code().equals("vault.permission_denied")
                || (failure instanceof Outcome.NotFound && !failure.code().equals("vault.mount_not_found"));
    }

    /** Where something is forbidden there may be a role; everywhere else there is none. */
    private static Outcome mostTelling(Search search) {
        Outcome.Failure first = search.failures.get(0);
        return search.failures.stream()
                .filter(Outcome.Denied.class::isInstance)
                .findFirst()
                .orElseGet(() -> search.failures.size() == 1
                        ? first
                        : new Outcome.NotFound(
                                first.code(), "no kind of account is called " + search.role + "; " + first.message()));
    }

    private void remember(Search search, Place place) {
        // From when it was found by looking everywhere, not from when it was last used.
        if (known(search).filter(place::equals).isPresent()) {
            return;
        }
        if (found.containsKey(search.name()) || found.size() < MOST_FOUND) {
            found.put(search.name(), new Found(place, clock.nanoTime()));
        }
    }

    private Optional<VaultRequest> accountRequest(Search search, Place place) {
        return VaultPath.of(search.mount, place.kind.label(), search.role)
                .map(path -> VaultRequest.get(ACCOUNT_OPERATION, path, Map.of(), namespace));
    }

    private Outcome read(VaultRequest request, VaultReply.Ok reply, GcpServiceAccount account) {
        try {
            AnswerFields data = new AnswerFields(reply.body()).object("data");
            Instant expires = data.end("token_ttl", "expires_at_seconds", reply.asked(), clock.instant());
            return new Outcome.Issued(new GcpAccessToken(Secret.of(data.needed(TOKEN)), account), expires);
        } catch (UnreadableAnswer unreadable) {
            return VaultErrors.badAnswer(request, unreadable.why());
        }
    }

    private static GcpServiceAccount account(AnswerFields data) throws UnreadableAnswer {
        return new GcpServiceAccount(
                data.text("service_account_email"),
                SideReading.firstOf(data, "project", "service_account_project"),
                data.texts("token_scopes"));
    }
}
