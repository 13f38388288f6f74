package dev.credence.credential;

import java.util.List;
import java.util.Optional;

/**
 * What a back end tells about the Google service account behind a token. None of it is secret; all of it may be unknown,
 * because reading it can be forbidden where issuing tokens is not.
 *
 * @param scopes in full ({@code https://www.googleapis.com/auth/...}); empty if unknown
 */
public record GcpServiceAccount(Optional<String> email, Optional<String> projectId, List<String> scopes) {
    /** An account of which nothing is known. */
    public static final GcpServiceAccount UNKNOWN =
            new GcpServiceAccount(Optional.empty(), Optional.empty(), List.of());

    public GcpServiceAccount {
        scopes = List.copyOf(scopes);
    }
}
