package dev.credence.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the gateway proves to a Vault who it is. Files are named here and read anew at each login, so whoever owns them may
 * replace them at any time.
 */
public sealed interface VaultAuth
        permits TokenAuth,
                VaultAuth.AppRole,
                VaultAuth.Jwt,
                VaultAuth.Certificate,
                VaultAuth.Password,
                VaultAuth.Aws,
                VaultAuth.Gcp,
                VaultAuth.Azure {

    /** As the configuration and Vault's documentation call it. */
    String method();

    /** Where the method is mounted, without slashes at the ends. */
    String mount();

    /**
     * A role id with a secret id.
     *
     * @param secretIdFile absent for a role that binds none
     * @param wrapped whether the file holds a token to unwrap the secret id with, instead of itself
     */
    record AppRole(String mount, String roleId, Optional<Path> secretIdFile, boolean wrapped) implements VaultAuth {
        @Override
        public String method() {
            return "approle";
        }
    }

    /**
     * A JSON web token that somebody else keeps fresh.
     *
     * @param method {@code kubernetes} or {@code jwt}, which want the same
     * @param role absent for the mount's default role, which {@code jwt} can have
     */
    record Jwt(String method, String mount, Optional<String> role, Path jwtFile) implements VaultAuth {}

    /**
     * The client certificate of the connection.
     *
     * @param name of the role to log in with; absent to try all
     */
    record Certificate(String mount, Optional<String> name) implements VaultAuth {
        @Override
        public String method() {
            return "cert";
        }
    }

    /** A user's name and password; {@code ldap} and others that log in alike are told apart by their mount. */
    record Password(String mount, String username, Path passwordFile) implements VaultAuth {
        @Override
        public String method() {
            return "userpass";
        }
    }

    /**
     * An identity of AWS IAM, proven by a signed request to STS that Vault sends.
     *
     * @param role absent for the one called like the identity
     * @param serverId what Vault wants in the header {@code X-Vault-AWS-IAM-Server-ID}
     * @param region of the STS that the request is signed for; absent for the global one
     */
    record Aws(String mount, Optional<String> role, Optional<String> serverId, Optional<String> region)
            implements VaultAuth {
        @Override
        public String method() {
            return "aws";
        }
    }

    /**
     * The service account of the instance that the gateway runs on.
     *
     * @param metadata address of the metadata server
     */
    record Gcp(String mount, String role, URI metadata) implements VaultAuth {
        @Override
        public String method() {
            return "gcp";
        }
    }

    /**
     * The managed identity of the virtual machine that the gateway runs on.
     *
     * @param metadata address of the metadata service
     */
    record Azure(String mount, String role, URI metadata) implements VaultAuth {
        @Override
        public String method() {
            return "azure";
        }
    }
}
