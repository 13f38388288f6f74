package dev.credence.config;

import java.util.Locale;

/** The ways in which Vault's Azure secrets engine and its relatives give access (wire contract 5.6). */
public enum AzureKind {
    /** {@code creds/ROLE}: an application's password, exchanged for tokens by the gateway. */
    CREDS,
    /** {@code token/ROLE?resource=}: a token, from the fork of the engine that Attaché speaks to. */
    TOKEN,
    /** {@code static-creds/ROLE/token}: a token, from Vault Enterprise. */
    STATIC_TOKEN;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As the configuration calls it: {@code static-token}. */
    public String label() {
        return label;
    }
}
