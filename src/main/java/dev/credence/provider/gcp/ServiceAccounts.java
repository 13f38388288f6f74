package dev.credence.provider.gcp;

import dev.credence.caller.Caller;
import dev.credence.config.Configuration;
import dev.credence.config.GcpCredentialConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpServiceAccount;
import dev.credence.credential.Outcome;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.CredentialDocuments.Fetched;
import dev.credence.provider.Entitlements;
import dev.credence.provider.Exchange;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which service accounts a caller has, and what is known of them: what the back end told, and what the configuration says
 * where the back end does not. Immutable but for that knowledge; any thread.
 */
final class ServiceAccounts {
    /** The name of a caller's first account, and the address of one whose address nobody knows. */
    static final String DEFAULT = "default";

    /** What tokens of Vault's roles are as a rule made for. */
    private static final List<String> ALL_OF_THE_CLOUD = List.of("https://www.googleapis.com/auth/cloud-platform");

    private final Entitlements<ServiceAccount> entitlements;
    private final CredentialDocuments<GcpDocuments> documents;
    private final KnownAccounts known;

    /**
     * An account as the metadata show it.
     *
     * @param directory that it is shown as
     * @param isDefault whether it is the caller's first one
     * @param email null as long as nothing is known
     */
    record Profile(
            String directory, boolean isDefault, @Nullable String email, List<String> scopes) {}

    ServiceAccounts(Configuration configuration, CredentialDocuments<GcpDocuments> documents, KnownAccounts known) {
        this.documents = documents;
        this.known = known;
        this.entitlements = Entitlements.of(configuration, GcpCredentialConfig.class, ServiceAccount::of);
    }

    /** The caller's accounts; the first is the default one. */
    List<ServiceAccount> of(Caller caller) {
        return entitlements.of(caller);
    }

    /** How many rules there are. */
    int rules() {
        return entitlements.byRule().size();
    }

    /** The keys that can be fetched before anyone asks. */
    Set<CredentialKey> keys() {
        return entitlements.granted().map(ServiceAccount::key).collect(Collectors.toSet());
    }

    /** True if nothing tells yet whose the account is. */
    boolean isUnknown(ServiceAccount account) {
        return account.config().email().isEmpty() && neverHeardOf(account);
    }

    /** True if no back end ever told anything of the account. */
    boolean neverHeardOf(ServiceAccount account) {
        return known.of(account.key()) == null;
    }

    /** The project that the caller's first account belongs to, as far as the back end told. */
    Optional<String> project(Caller caller) {
        List<ServiceAccount> accounts = of(caller);
        return accounts.isEmpty()
                ? Optional.empty()
                : told(accounts.get(0)).projectId().filter(project -> !project.isEmpty());
    }

    /** The caller's account of that name: {@code default}, or an address as far as addresses are known. */
    @Nullable
    ServiceAccount find(Caller caller, String name) {
        List<ServiceAccount> accounts = of(caller);
        if (name.equals(DEFAULT)) {
            return accounts.isEmpty() ? null : accounts.get(0);
        }
        for (ServiceAccount account : accounts) {
            if (name.equalsIgnoreCase(directory(account))) {
                return account;
            }
        }
        return null;
    }

    /** Those of the caller's accounts of which nothing tells yet whose they are. */
    List<ServiceAccount> unknown(Caller caller) {
        return of(caller).stream().filter(this::isUnknown).toList();
    }

    /** True if it is another caller's account. */
    boolean isSomebodys(String name) {
        return entitlements
                .granted()
                .anyMatch(account -> name.equalsIgnoreCase(directory(account))
                        || account.config().name().equals(name));
    }

    /**
     * Asks the back end for access tokens, with which it tells whose they are. Completes on the caller's event loop with
     * those of which nothing could be learned, and why; never fails.
     */
    Future<Map<ServiceAccount, Outcome.Failure>> learn(
            List<ServiceAccount> accounts, Caller caller, Exchange exchange) {
        List<Future<Fetched<GcpDocuments>>> fetches = accounts.stream()
                .map(account -> documents.fetch(account.key(), caller.name(), exchange.requestId()))
                .toList();
        return Future.join(fetches).map(all -> {
            Map<ServiceAccount, Outcome.Failure> failures = new LinkedHashMap<>();
            for (int i = 0; i < accounts.size(); i++) {
                if (fetches.get(i).result() instanceof Fetched.Refused<GcpDocuments> refused) {
                    failures.put(accounts.get(i), refused.failure());
                }
            }
            return failures;
        });
    }

    /** The caller's accounts as they are shown; those of which nothing is known are left out, but for the default one. */
    List<Profile> profiles(Caller caller) {
        List<Profile> profiles = new ArrayList<>();
        List<ServiceAccount> accounts = of(caller);
        for (int i = 0; i < accounts.size(); i++) {
            ServiceAccount account = accounts.get(i);
            String email = email(account);
            if (i == 0) {
                profiles.add(new Profile(DEFAULT, true, email, scopes(account)));
            }
            String directory = i == 0 ? email : directory(account);
            // SDKs could not tell two of the same address apart: the first one counts.
            if (directory != null
                    && profiles.stream().noneMatch(other -> other.directory().equalsIgnoreCase(directory))) {
                profiles.add(new Profile(directory, i == 0, email, scopes(account)));
            }
        }
        return profiles;
    }

    /** What an account beside the default one is found by: its address, or else the name that the configuration gives. */
    private @Nullable String directory(ServiceAccount account) {
        String email = email(account);
        return DEFAULT.equals(email) ? account.config().listedName() : email;
    }

    private @Nullable String email(ServiceAccount account) {
        Optional<String> email = told(account).email().or(account.config()::email);
        return email.orElse(neverHeardOf(account) ? null : DEFAULT);
    }

    private List<String> scopes(ServiceAccount account) {
        List<String> told = told(account).scopes();
        List<String> configured = account.config().scopes();
        return told.isEmpty() ? configured.isEmpty() ? ALL_OF_THE_CLOUD : configured : told;
    }

    private GcpServiceAccount told(ServiceAccount account) {
        GcpServiceAccount told = known.of(account.key());
        return told == null ? GcpServiceAccount.UNKNOWN : told;
    }
}
