package dev.credence.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What AWS STS takes of a session: what is configured is checked against it at the start, what callers bring when they
 * bring it.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
public final class SessionRules {
    static final int MOST_TAGS = 50;
    static final int LONGEST_POLICY = 2048;
    static final int MOST_POLICY_ARNS = 10;

    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
    private static final Pattern SOURCE_IDENTITY = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern TAG_KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");
    private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{0,256}");
    /** Kept for Amazon's own tags. */
    private static final String RESERVED = "aws:";

    private SessionRules() {}

    public static boolean isExternalId(String text) {
        return EXTERNAL_ID.matcher(text).matches();
    }

    public static boolean isSourceIdentity(String text) {
        return SOURCE_IDENTITY.matcher(text).matches();
    }

    public static boolean isTagValue(String text) {
        return TAG_VALUE.matcher(text).matches();
    }

    static boolean isTagKey(String text) {
        return TAG_KEY.matcher(text).matches() && !text.toLowerCase(Locale.ROOT).startsWith(RESERVED);
    }
}
