package dev.credence.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of headers, labels and variables that hold secrets, or are called as if they did. */
public final class SecretName {
    /** Session tokens of all clouds, callers' tokens, passwords, keys; and what often has a password inside. */
    private static final Pattern TELLING = Pattern.compile(".*(token|secret|passw|passphrase|pwd|credential|cookie"
            + "|authori[sz]|authentication|oauth|bearer|session|signature|jwt|private|x-identity-header|certificate|dsn"
            + "|csrf|xsrf|jaas|webhook|kubeconfig|connection.?string|conn.?str).*"
            + "|(.*[^a-z])?auth([^a-z].*)?"
            + "|(.*[^a-z])?(creds?|pin|otp|sas|psk|pat|salt|seed|assertion)([^a-z].*)?"
            + "|(.*[^a-z])?(admin|db|ftp|ldap|mysql|pg|redis|root|smtp|user)?pass([^a-z].*)?"
            + "|(.*[^a-z])?(database|datasource|db|jdbc|redis|mongo(db)?|postgres(ql)?|mysql|amqp|rabbitmq|broker)[^a-z]?ur[il]"
            + "|.*(api|access|encryption|signing|master|license|account|storage|ssh|hmac|enc|deploy|shared|host)keys?(id)?"
            + "|(.*[^a-z])?keys?([^a-z].*)?");

    private SecretName() {}

    /** True if what it names must be taken for a secret. */
    public static boolean isOne(String name) {
        return TELLING.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
