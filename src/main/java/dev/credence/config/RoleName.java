package dev.credence.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A role of IAM as people name it: {@code app}, {@code app@123456789012}, {@code team/app} or its ARN. Immutable.
 *
 * @param partition of the ARN, if that was written
 * @param account its 12 digits, if they were written
 * @param path with the name at its end, without a slash at the beginning
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">names in IAM</a>
 */
public record RoleName(Optional<String> partition, Optional<String> account, String path) {
    /** A path has up to 512 characters, a name 64; the rest is the ARN's. */
    private static final int LONGEST = 640;

    private static final Pattern ARN = Pattern.compile("arn:(aws(?:-[a-z]+)*):iam::(\\d{12}):role/(.+)");
    private static final Pattern WITH_ACCOUNT = Pattern.compile("(.*)@(\\d*)");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    /** What IAM takes in a path, without what stands for other text in a pattern. */
    private static final Pattern FOLDERS = Pattern.compile("(?:[!-~&&[^/*?:]]+/)*");

    private static final String FORMS =
            "is not a role; write its name, name@123456789012, path/name or arn:aws:iam::123456789012:role/name";

    /**
     * Reads any of the forms.
     *
     * @throws IllegalArgumentException if it is none; the message reads on from the text
     */
    public static RoleName parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(FORMS);
        }
        Matcher arn = ARN.matcher(text);
        if (arn.matches()) {
            return new RoleName(Optional.of(arn.group(1)), Optional.of(arn.group(2)), path(arn.group(3)));
        }
        Matcher withAccount = WITH_ACCOUNT.matcher(text);
        if (!withAccount.matches()) {
            return new RoleName(Optional.empty(), Optional.empty(), path(withoutSlash(text)));
        }
        // "@" may stand in a name, but digits behind the last one are meant for an account.
        if (!ACCOUNT.matcher(withAccount.group(2)).matches()) {
            throw new IllegalArgumentException(FORMS);
        }
        return new RoleName(
                Optional.empty(), Optional.of(withAccount.group(2)), path(withoutSlash(withAccount.group(1))));
    }

    private static String withoutSlash(String text) {
        return text.startsWith("/") ? text.substring(1) : text;
    }

    private static String path(String path) {
        int name = path.lastIndexOf('/') + 1;
        boolean isWhole = NameText.isValid(path.substring(name))
                && FOLDERS.matcher(path.substring(0, name)).matches();
        if (!isWhole || ("/" + path).contains("/../") || ("/" + path).contains("/./")) {
            throw new IllegalArgumentException(FORMS);
        }
        return path;
    }

    /** Its last part, which is what a metadata service lists. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * The whole ARN; empty as long as nobody says which account it is.
     *
     * @param otherwise the partition of a role that was not written as an ARN
     * @param defaultAccount of a role that was written without one
     */
    public Optional<String> arn(String otherwise, Optional<String> defaultAccount) {
        return account.or(() -> defaultAccount)
                .map(digits -> "arn:" + partition.orElse(otherwise) + ":iam::" + digits + ":role/" + path);
    }
}
