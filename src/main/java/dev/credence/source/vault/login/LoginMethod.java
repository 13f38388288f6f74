package dev.credence.source.vault.login;

import io.vertx.core.Future;

/** One of Vault's ways to log in. All methods are called on the source's context. */
public interface LoginMethod {

    /**
     * What to log in with now, gathered anew each time.
     *
     * @return never fails
     */
    Future<LoginForm> form();

    /** Vault has refused the last form. */
    default void refused() {}

    /** Ends what it holds open. */
    default void close() {}
}
