package dev.credence.config;

import dev.credence.telemetry.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@code backends.*.auth}. */
final class AuthBinder {
    private static final TokenAuth NOTHING = new TokenAuth(Optional.empty(), Optional.empty());
    private static final String SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    private static final String ROLE_FORM = "name the role to log in with";

    private static final String APPROLE = "approle";
    private static final String KUBERNETES = "kubernetes";
    private static final String JWT = "jwt";
    private static final String CERT = "cert";
    private static final String USERPASS = "userpass";
    private static final String AWS = "aws";
    private static final String GCP = "gcp";
    private static final String AZURE = "azure";

    /** Which methods a key means something for; elsewhere it would be overlooked in silence. */
    private static final Map<String, List<String>> ONLY_FOR = new TreeMap<>(Map.ofEntries(
            Map.entry("token", List.of(TokenAuth.METHOD)),
            Map.entry("token-file", List.of(TokenAuth.METHOD)),
            Map.entry("mount", List.of(APPROLE, KUBERNETES, JWT, CERT, USERPASS, AWS, GCP, AZURE)),
            Map.entry("role", List.of(KUBERNETES, JWT, AWS, GCP, AZURE)),
            Map.entry("role-id", List.of(APPROLE)),
            Map.entry("secret-id-file", List.of(APPROLE)),
            Map.entry("wrapped", List.of(APPROLE)),
            Map.entry("jwt-file", List.of(KUBERNETES, JWT)),
            Map.entry("name", List.of(CERT)),
            Map.entry("username", List.of(USERPASS)),
            Map.entry("password-file", List.of(USERPASS)),
            Map.entry("metadata-address", List.of(GCP, AZURE))));

    private static final Set<String> METHODS = methods();

    private final VaultEnvironment environment;

    AuthBinder(VaultEnvironment environment) {
        this.environment = environment;
    }

    /**
     * What is written there.
     *
     * @param hasCertificate whether the connection shows one
     * @return no token at all if it makes no sense, which was reported
     */
    VaultAuth bind(Section auth, boolean hasCertificate) {
        if (auth.isBroken("method")) {
            return NOTHING;
        }
        Optional<String> method = auth.text("method").isEmpty()
                ? Optional.of(TokenAuth.METHOD)
                : auth.value("method", text -> NameText.oneOf(text, METHODS));
        return method.flatMap(chosen -> bind(auth, chosen, hasCertificate)).orElse(NOTHING);
    }

    private Optional<VaultAuth> bind(Section auth, String method, boolean hasCertificate) {
        foreignKeys(auth, method);
        String mount = auth.given("mount", AuthBinder::mount).orElse(method);
        return switch (method) {
            case APPROLE -> appRole(auth, mount);
            case KUBERNETES -> jwt(auth, method, mount, role(auth, true), Optional.of(SERVICE_ACCOUNT_TOKEN));
            case JWT -> jwt(auth, method, mount, role(auth, false), Optional.empty());
            case CERT -> certificate(auth, mount, hasCertificate);
            case USERPASS -> password(auth, mount);
            case AWS -> aws(auth, mount);
            case GCP ->
                metadata(auth, "GCE_METADATA_HOST", "http://metadata.google.internal")
                        .flatMap(address -> role(auth, true).map(role -> new VaultAuth.Gcp(mount, role, address)));
            case AZURE ->
                metadata(auth, "AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://169.254.169.254")
                        .flatMap(address -> role(auth, true).map(role -> new VaultAuth.Azure(mount, role, address)));
            default -> Optional.of(token(auth));
        };
    }

    private static Set<String> methods() {
        Set<String> methods = new TreeSet<>();
        ONLY_FOR.values().forEach(methods::addAll);
        return methods;
    }

    private static void foreignKeys(Section auth, String method) {
        ONLY_FOR.forEach((key, methods) -> {
            if (!methods.contains(method) && auth.isGiven(key)) {
                foreign(auth, key, String.join(", ", methods), method);
            }
        });
        Section iam = auth.section("iam");
        if (!method.equals(AWS) && (iam.isGiven("server-id") || iam.isGiven("region"))) {
            foreign(auth, "iam", AWS, method);
        }
    }

    private static void foreign(Section auth, String key, String owners, String method) {
        // Booleans that say what is true anyway ask for nothing.
        if (!key.equals("wrapped") || !auth.text(key).equals(Optional.of("false"))) {
            auth.nameError(key, "is for method " + owners + ", and this is " + method + "; remove it");
        }
    }

    private TokenAuth token(Section auth) {
        Optional<Secret> token = auth.value("token", AuthBinder::token).filter(secret -> !secret.isEmpty());
        Optional<Path> file = auth.liveFile("token-file");
        if (!auth.has("token-file") && !auth.has("token")) {
            file = environment.tokenFile().map(name -> Path.of(name).toAbsolutePath());
        }
        boolean isWritten = auth.isBroken("token")
                || auth.text("token").or(() -> auth.text("token-file")).isPresent();
        if (token.isEmpty() && file.isEmpty() && !isWritten) {
            auth.warning("token", "no token is known; set VAULT_TOKEN, or token-file to a file that holds one");
        }
        return new TokenAuth(token, file);
    }

    private static Secret token(String text) {
        if (!text.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new IllegalArgumentException("holds characters that no token has");
        }
        return Secret.of(text);
    }

    private static Optional<VaultAuth> appRole(Section auth, String mount) {
        auth.required("role-id", "write what auth/" + mount + "/role/NAME/role-id tells");
        Optional<String> roleId = auth.given("role-id", NameText::oneWord);
        Optional<Path> secretId = auth.liveFile("secret-id-file");
        boolean wrapped = auth.bool("wrapped", false);
        if (wrapped && auth.text("secret-id-file").isEmpty()) {
            auth.error("wrapped", "means nothing without secret-id-file; name the file with the wrapping token");
        }
        return roleId.map(id -> new VaultAuth.AppRole(mount, id, secretId, wrapped));
    }

    private static Optional<VaultAuth> jwt(
            Section auth, String method, String mount, Optional<String> role, Optional<String> usualFile) {
        if (usualFile.isEmpty()) {
            auth.required("jwt-file", "name the file that holds the token");
        }
        // The usual one need not be there yet where the configuration is checked.
        Optional<Path> file = auth.text("jwt-file").isEmpty() ? usualFile.map(Path::of) : auth.liveFile("jwt-file");
        return file.map(present -> new VaultAuth.Jwt(method, mount, role, present));
    }

    private static Optional<VaultAuth> certificate(Section auth, String mount, boolean hasCertificate) {
        if (!hasCertificate) {
            auth.nameError("method", "cert needs a certificate to show; write certificate and key under tls");
        }
        return Optional.of(new VaultAuth.Certificate(mount, auth.given("name", NameText::oneWord)));
    }

    private static Optional<VaultAuth> password(Section auth, String mount) {
        auth.required("username", "name the user to log in as");
        auth.required("password-file", "name the file that holds the password");
        Optional<String> user = auth.given("username", AuthBinder::segment);
        Optional<Path> file = auth.liveFile("password-file");
        return user.flatMap(name -> file.map(present -> new VaultAuth.Password(mount, name, present)));
    }

    private static Optional<VaultAuth> aws(Section auth, String mount) {
        Section iam = auth.section("iam");
        return Optional.of(new VaultAuth.Aws(
                mount,
                role(auth, false),
                iam.given("server-id", NameText::oneWord),
                iam.given("region", AuthBinder::region)));
    }

    private Optional<URI> metadata(Section auth, String variable, String usual) {
        if (auth.text("metadata-address").isPresent()) {
            return auth.value("metadata-address", MetadataAddress::parse);
        }
        String given = environment.environment().getOrDefault(variable, "").strip();
        try {
            return Optional.of(MetadataAddress.parse(given.isEmpty() ? usual : given));
        } catch (IllegalArgumentException wrong) {
            auth.nameError("metadata-address", variable + " " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> role(Section auth, boolean needed) {
        if (needed) {
            auth.required("role", ROLE_FORM);
        }
        return auth.given("role", NameText::oneWord);
    }

    private static String mount(String text) {
        String mount = BackendBinder.withoutSlashes(text);
        if (mount.startsWith("auth/")) {
            throw new IllegalArgumentException("begins with auth/; write " + mount.substring("auth/".length()));
        }
        return NameText.oneWord(mount);
    }

    private static String segment(String text) {
        if (text.contains("/")) {
            throw new IllegalArgumentException("holds a slash");
        }
        return NameText.oneWord(text);
    }

    private static String region(String text) {
        if (!text.matches("[a-z]{2,}(-[a-z0-9]+)+")) {
            throw new IllegalArgumentException("is not a region; write it like eu-west-1");
        }
        return text;
    }
}
