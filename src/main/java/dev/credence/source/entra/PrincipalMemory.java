package dev.credence.source.entra;

import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.CredentialKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which principals have worked, and for what. Belongs to the source's context. */
final class PrincipalMemory {
    /** One replica of Entra may know a principal minutes before the next one does. */
    private static final Duration NEW = Duration.ofMinutes(3);
    /** As many keys as a table of credentials holds by default; those unused for longest are forgotten. */
    private static final int MOST = 1_000;

    private final Map<CredentialKey, Worked> worked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CredentialKey, Worked> eldest) {
            return size() > MOST;
        }
    };

    private record Worked(AzurePrincipal principal, long sinceNanos, Grant last) {}

    /** That principal has just worked. */
    void worked(CredentialKey key, AzurePrincipal principal, Grant grant, long nowNanos) {
        Worked before = worked.get(key);
        long since = before != null && isSame(before.principal, principal) ? before.sinceNanos : nowNanos;
        worked.put(key, new Worked(principal, since, grant));
    }

    /** Whether the principal is known to everybody, so that a rejection means that it was taken back. */
    boolean isSettled(CredentialKey key, AzurePrincipal principal, long nowNanos) {
        Worked known = worked.get(key);
        return known != null
                && isSame(known.principal, principal)
                && Duration.ofNanos(nowNanos - known.sinceNanos).compareTo(NEW) >= 0;
    }

    /** What a principal of that key was last used for. */
    Optional<Grant> lastGrant(CredentialKey key) {
        return Optional.ofNullable(worked.get(key)).map(Worked::last);
    }

    /** The directory may become known later; that makes no other principal. */
    static boolean isSame(AzurePrincipal one, AzurePrincipal other) {
        return one.clientId().equals(other.clientId()) && one.clientSecret().equals(other.clientSecret());
    }
}
