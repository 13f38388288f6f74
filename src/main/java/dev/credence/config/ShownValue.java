package dev.credence.config;

import java.util.regex.Pattern;

/** How a value is shown in a message: quoted, short, and never if it is, or looks like, a secret. */
final class ShownValue {
    static final String MASK = "***";
    private static final int LONGEST = 80;
    /** Values of these keys; {@code -file} keys hold a name only. */
    private static final Pattern SECRET_KEY =
            Pattern.compile("(^|.*-)(token|secret|password|passphrase|secret-id|api-key|secret-key|private-key)");
    /** What people paste where a file name belongs: a Vault or OpenBao token, a key, a session token, a JWT. */
    private static final Pattern SECRET_VALUE =
            Pattern.compile("(?s)(hv[sbr]|[sbr])\\.[\\w-]{20,}.*|.*-----BEGIN.*|eyJ[\\w-]+\\..*|.*\\R.*");

    private static final Pattern USER_INFORMATION = Pattern.compile("(//|^(?=[^/@:]+:))[^/@]*@");

    private ShownValue() {}

    static String of(String key, String written) {
        boolean isSecretKey =
                !key.equals("require-token") && SECRET_KEY.matcher(key).matches();
        if (isSecretKey || SECRET_VALUE.matcher(written).matches()) {
            return MASK;
        }
        String shown = USER_INFORMATION.matcher(written).replaceAll("$1" + MASK + "@");
        return '"' + (shown.length() > LONGEST ? shown.substring(0, LONGEST) + "..." : shown) + '"';
    }
}
