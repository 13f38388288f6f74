package dev.credence.config;

import java.nio.file.Path;
import java.util.Optional;

/** Reads a {@code tls} section: how to trust a server, and to be trusted by it. */
final class TlsBinder {
    private final Problems problems;
    private final String whatIsAtStake;

    /**
     * @param whatIsAtStake when nobody checks who the server is; a sentence without its end
     */
    TlsBinder(Problems problems, String whatIsAtStake) {
        this.problems = problems;
        this.whatIsAtStake = whatIsAtStake;
    }

    VaultTls bind(Section tls) {
        Optional<Path> authority = tls.file("ca-certificate", FileContent::pem);
        Optional<Path> certificate = tls.file("certificate", FileContent::pem);
        Optional<Path> key = tls.file("key", FileContent::pem);
        if (tls.has("certificate") != tls.has("key")) {
            String missing = tls.has("key") ? "certificate" : "key";
            problems.error(tls.path(missing), tls.origin(missing), "is missing; certificate and key belong together");
        }
        boolean skipVerify = tls.bool("skip-verify", false);
        if (skipVerify) {
            tls.warning("skip-verify", whatIsAtStake + "; name its authority in ca-certificate instead");
        }
        return new VaultTls(authority, certificate, key, tls.text("server-name"), skipVerify);
    }
}
