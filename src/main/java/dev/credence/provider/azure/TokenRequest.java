package dev.credence.provider.azure;

import org.jspecify.annotations.Nullable;

/** What a query asks of an identity endpoint: a token, or something that cannot be answered. */
sealed interface TokenRequest {

    /**
     * A token.
     *
     * @param version the api-version
     * @param resource as asked
     * @param selector which identity's; null for the first
     */
    record Wanted(String version, String resource, @Nullable Selector selector) implements TokenRequest {}

    /**
     * Nothing that makes sense.
     *
     * @param error the code of OAuth that Azure has for it
     * @param message for people
     */
    record Fault(String error, String message) implements TokenRequest {}
}
