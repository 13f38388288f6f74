package dev.credence.provider.gcp;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpServiceAccount;
import dev.credence.credential.IssuedCredential;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What back ends told of the accounts behind access tokens, last and at any time: whose a token is stays true when it has
 * expired and no other can be had. Any thread.
 */
final class KnownAccounts {
    private final Map<CredentialKey, GcpServiceAccount> accounts = new ConcurrentHashMap<>();

    /** What is known of the account behind that access token; null if none was ever issued. */
    @Nullable
    GcpServiceAccount of(CredentialKey accessKey) {
        return accounts.get(accessKey);
    }

    /** Takes note of what came with an access token. */
    void learn(IssuedCredential issued) {
        if (issued.credential() instanceof GcpAccessToken token) {
            accounts.merge(issued.key(), usable(token.account()), KnownAccounts::merged);
        }
    }

    /** Forgets all others. */
    void keepOnly(Set<CredentialKey> accessKeys) {
        accounts.keySet().retainAll(accessKeys);
    }

    /** The right to read an account may be lost without its name being lost. */
    private static GcpServiceAccount merged(GcpServiceAccount earlier, GcpServiceAccount later) {
        return new GcpServiceAccount(
                later.email().or(earlier::email),
                later.projectId().or(earlier::projectId),
                later.scopes().isEmpty() ? earlier.scopes() : later.scopes());
    }

    /** An address becomes a segment of paths and part of a header; one that cannot is none. */
    private static GcpServiceAccount usable(GcpServiceAccount told) {
        Optional<String> email = told.email().filter(KnownAccounts::isSegment);
        return new GcpServiceAccount(email, told.projectId(), List.copyOf(told.scopes()));
    }

    private static boolean isSegment(String email) {
        return !email.isEmpty() && email.chars().allMatch(c -> c > ' ' && c < 0x7f && "/<>&\"%?#".indexOf(c) < 0);
    }
}
