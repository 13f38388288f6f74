package dev.credence.tools;

import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdTokenCredentials;
import com.google.auth.oauth2.OAuth2Credentials;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** google-auth-library-oauth2-http, which all of Google's Java libraries are built on. */
final class GoogleClients {
    private static final String SDK = "google-auth-library-oauth2-http";
    private static final URI SERVICE = URI.create("https://service.example");

    private GoogleClients() {}

    /** Application default credentials. */
    static Tokens.Client byDefault() throws IOException {
        var credentials = (ComputeEngineCredentials) GoogleCredentials.getApplicationDefault();
        return new Google(credentials) {
            @Override
            public Map<String, String> describe() throws IOException {
                return Map.of(
                        "project", credentials.getProjectId(),
                        "email", credentials.getAccount(),
                        "universe", credentials.getUniverseDomain());
            }
        };
    }

    /** ID tokens, from the identity endpoint of the metadata server. */
    static Tokens.Client identity() throws IOException {
        var credentials = (ComputeEngineCredentials) GoogleCredentials.getApplicationDefault();
        return new Google(IdTokenCredentials.newBuilder()
                .setIdTokenProvider(credentials)
                .setTargetAudience(SERVICE.toString())
                .build());
    }

    private static class Google implements Tokens.Client {
        private final OAuth2Credentials credentials;

        Google(OAuth2Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public String sdk() {
            return SDK;
        }

        @Override
        public Class<?> type() {
            return OAuth2Credentials.class;
        }

        @Override
        public Tokens.Token ask() throws IOException {
            // As before each request of a client library.
            var header = credentials.getRequestMetadata(SERVICE).get("Authorization").get(0);
            return new Tokens.Token(
                    header.replace("Bearer ", ""),
                    credentials.getAccessToken().getExpirationTime().toInstant());
        }
    }
}
