package dev.credence.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of headers, labels and variables that hold secrets, or are called as if they did. */
public final class SecretName {
    /** Session tokens of all clouds, callers' tokens, passwords, keys; and what often has a password inside. */
    private static final Pattern TELLING =
            Pattern.compile(".*(token|secret|passw|passphrase|pwd|credential|cookie|authori[sz]"
                    + "|bearer|session|signature|jwt|private|x-identity-header|certificate|dsn|connection.?string).*"
                    + "|(.*[^a-z])?auth([^a-z].*)?"
                    + "|(.*[^a-z])?(database|db|redis|mongo(db)?|amqp|broker)[^a-z]ur[il]"
                    + "|.*(api|access|encryption|signing|master|license|account|storage)keys?"
                    + "|(.*[^a-z])?keys?([^a-z].*)?");

    private SecretName() {}

    /** True if what it names must be taken for a secret. */
    public static boolean isOne(String name) {
        return TELLING.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
