package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.source.NoAnswer;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why there is no connection to Vault, in words for whoever has to mend it. */
final class ConnectionTrouble {
    /** The TLS library's words for a certificate that bears another name; it has no type for it. */
    private static final Pattern OTHER_NAME = Pattern.compile("(?:matching|name matching) (\\S+) found");

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    private static final Set<CertPathValidatorException.Reason> UNTRUSTED =
            Set.of(PKIXReason.NO_TRUST_ANCHOR, CertPathValidatorException.BasicReason.INVALID_SIGNATURE);

    private final VaultConfig config;

    ConnectionTrouble(VaultConfig config) {
        this.config = config;
    }

    /** One sentence with the mend; reads on from the address. */
    String explain(Throwable failure) {
        String key = "backends." + config.name();
        if (find(failure, UnknownHostException.class).isPresent()) {
            return "the name has no address here: correct " + key + ".address (VAULT_ADDR) or the resolver";
        }
        if (find(failure, NotSslRecordException.class).isPresent()) {
            return "does not speak TLS: write http:// in " + key + ".address (VAULT_ADDR), or turn its TLS on";
        }
        Optional<String> certificate = certificate(failure, key);
        if (certificate.isPresent()) {
            return certificate.get();
        }
        if (find(failure, NoSuchFileException.class).isPresent()) {
            return "was not asked: " + words(failure) + "; correct " + key + ".tls";
        }
        return switch (NoAnswer.of(failure)) {
            case TIMEOUT ->
                "does not answer within " + config.timeout().toMillis()
                        + " ms: is the address right, and does a firewall let us through?";
            case TLS_FAILED -> "no TLS: " + words(root(failure)) + "; check " + key + ".tls";
            case TOO_LARGE -> "answers more than any Vault does: is this a Vault?";
            case POOL_EXHAUSTED, UNREACHABLE -> unreachable(failure, key);
        };
    }

    private String unreachable(Throwable failure, String key) {
        boolean socket = "unix".equals(config.address().getScheme());
        if (find(failure, ConnectException.class).isPresent()) {
            return "refuses connections: start Vault, or correct " + key + ".address (VAULT_ADDR)";
        }
        String why = "cannot be reached: " + words(root(failure));
        if (socket) {
            return why + "; start what listens there, or correct " + key + ".address";
        }
        return why
                + ("https".equals(config.address().getScheme())
                        ? "; is this a Vault?"
                        : "; does it speak TLS? Then write https:// in " + key + ".address (VAULT_ADDR)");
    }

    private Optional<String> certificate(Throwable failure, String key) {
        Optional<CertificateExpiredException> expired = find(failure, CertificateExpiredException.class);
        if (expired.isPresent()) {
            return Optional.of("its certificate has expired: renew it at Vault (" + words(expired.get()) + ")");
        }
        if (find(failure, CertificateNotYetValidException.class).isPresent()) {
            return Optional.of("its certificate is not valid yet: is the clock of this machine right?");
        }
        if (isUntrusted(failure)) {
            return Optional.of("its certificate is not trusted: name the PEM file of its authority in VAULT_CACERT or "
                    + key + ".tls.ca-certificate");
        }
        Optional<Matcher> other = find(failure, CertificateException.class)
                .map(wrong -> OTHER_NAME.matcher(words(wrong)))
                .filter(Matcher::find);
        if (other.isPresent()) {
            return Optional.of("its certificate is not for " + other.get().group(1)
                    + ": name what it is for in VAULT_TLS_SERVER_NAME or " + key + ".tls.server-name, or correct "
                    + key + ".address");
        }
        return alert(failure, key);
    }

    /** With one authority that is not the right one there is a path to try, and another failure than with none. */
    private static boolean isUntrusted(Throwable failure) {
        return find(failure, CertPathBuilderException.class).isPresent()
                || find(failure, CertPathValidatorException.class)
                        .filter(wrong -> UNTRUSTED.contains(wrong.getReason()))
                        .isPresent();
    }

    /** It does not like us, and says so once it has seen what we have to show. */
    private Optional<String> alert(Throwable failure, String key) {
        Matcher alert = ALERT.matcher(words(root(failure)));
        if (!alert.find()) {
            return Optional.empty();
        }
        String said = alert.group(1);
        if (!said.contains("certificate") && !said.contains("unknown_ca")) {
            return Optional.of("no TLS: it says " + said + "; check " + key + ".tls");
        }
        return Optional.of(
                config.tls().certificate().isPresent()
                        ? "does not accept our certificate (" + said + "): correct " + key + ".tls.certificate and key"
                        : "asks for a certificate of ours: name it in VAULT_CLIENT_CERT and VAULT_CLIENT_KEY, or " + key
                                + ".tls.certificate and key");
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String words(Throwable failure) {
        return Said.line(NoAnswer.words(failure));
    }
}
