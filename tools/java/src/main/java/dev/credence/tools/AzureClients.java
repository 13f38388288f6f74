package dev.credence.tools;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;

/** azure-identity, which all of Azure's Java libraries are built on. */
final class AzureClients {
    private static final TokenRequestContext SCOPE =
            new TokenRequestContext().addScopes("https://management.azure.com/.default");

    private AzureClients() {}

    static Tokens.Client managed() {
        return new Azure(new ManagedIdentityCredentialBuilder().build());
    }

    static Tokens.Client byDefault() {
        return new Azure(new DefaultAzureCredentialBuilder().build());
    }

    private record Azure(TokenCredential credential) implements Tokens.Client {
        @Override
        public String sdk() {
            return "azure-identity";
        }

        @Override
        public Class<?> type() {
            return ManagedIdentityCredentialBuilder.class;
        }

        @Override
        public Tokens.Token ask() {
            var token = credential.getTokenSync(SCOPE);
            return new Tokens.Token(token.getToken(), token.getExpiresAt().toInstant());
        }
    }
}
