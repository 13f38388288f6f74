package dev.credence.source.vault;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the ARN of an issued identity tells.
 *
 * @param account twelve digits
 * @param role the ARN of the role that was assumed; absent for users and federated users
 */
public record AwsArn(String account, Optional<String> role) {
    /** The partition may be {@code aws}, {@code aws-cn}, {@code aws-us-gov} or one that is still to come. */
    private static final Pattern FORM = Pattern.compile("arn:(aws[a-z-]*):(?:sts|iam)::([0-9]{12}):(.+)");

    private static final Pattern ASSUMED = Pattern.compile("assumed-role/([^/]+)/[^/]+");
    private static final Pattern ROLE = Pattern.compile("role/.+");

    /**
     * Reads an ARN of STS or IAM.
     *
     * <p>The ARN of a session does not hold the path of its role, so the role's ARN is right only for roles without a
     * path: {@code assumed-role/app/session} may come from {@code role/app} and from {@code role/team/app}.
     *
     * @return empty for anything else
     */
    public static Optional<AwsArn> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String resource = form.group(3);
        if (ROLE.matcher(resource).matches()) {
            return Optional.of(new AwsArn(form.group(2), Optional.of(text)));
        }
        Matcher assumed = ASSUMED.matcher(resource);
        Optional<String> role = assumed.matches()
                ? Optional.of("arn:" + form.group(1) + ":iam::" + form.group(2) + ":role/" + assumed.group(1))
                : Optional.empty();
        return Optional.of(new AwsArn(form.group(2), role));
    }
}
