package dev.credence.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which paths may be handed to a real metadata service. Whatever is listed, the node's own credentials never pass, in no
 * spelling: a path that could mean something else to another server than to this one is not handed on at all.
 *
 * @param patterns none of them lets anything pass that is withheld
 */
public record PassthroughPaths(List<PassthroughPattern> patterns) {
    private static final Pattern VERSION = Pattern.compile("latest|1\\.0|\\d{4}-\\d{2}-\\d{2}");
    /** What stands in paths of metadata besides letters and digits: nothing that a server decodes, cuts or resolves. */
    private static final String OTHERS = "-_.~:@=+,";
    /** {@code security-credentials} and its extended form, {@code identity-credentials}, and what may come. */
    private static final String CREDENTIAL = "credential";
    /** Credentials again, and the role: answered here, or by nobody. */
    private static final String IAM = "iam";
    /** Where session tokens are made, which the gateway holds itself. */
    private static final String API = "api";

    private static final String IDENTITY = "/dynamic/instance-identity/";
    private static final String IDENTITY_DOCUMENT = IDENTITY + "document";

    public PassthroughPaths {
        patterns = List.copyOf(patterns);
    }

    /**
     * True if the request may be handed on.
     *
     * @param path decoded once, without empty segments and without a final slash
     */
    public boolean permits(String path) {
        if (patterns.isEmpty() || !isPlain(path)) {
            return false;
        }
        String version = PassthroughPattern.version(path);
        String below = path.substring(version.length() + 1);
        if (!isVersion(version) || isWithheld(below)) {
            return false;
        }
        boolean proves = provesIdentity(below);
        for (PassthroughPattern pattern : patterns) {
            if (pattern.matches(version, below) && (!proves || pattern.names(IDENTITY))) {
                return true;
            }
        }
        return false;
    }

    /** True if it starts with a slash and its segments are made of harmless characters and begin and end with no dot. */
    static boolean isPlain(String path) {
        if (path.length() < 2 || path.charAt(0) != '/') {
            return false;
        }
        char previous = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean besideDot = (previous == '/' && (c == '.' || c == '/')) || (previous == '.' && c == '/');
            if (besideDot || (c != '/' && !isLetterOrDigit(c) && OTHERS.indexOf(c) < 0)) {
                return false;
            }
            previous = c;
        }
        return previous != '/' && previous != '.';
    }

    static boolean isVersion(String segment) {
        return VERSION.matcher(segment).matches();
    }

    /**
     * True if it leads to what only this gateway may answer.
     *
     * @param below what follows the version, with its slash; the service may not care about case, so this does not
     */
    static boolean isWithheld(String below) {
        String lower = below.toLowerCase(Locale.ROOT);
        if (lower.contains(CREDENTIAL)) {
            return true;
        }
        String[] segments = lower.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            if (segments[i].equals(IAM) || (i == 1 && segments[i].equals(API))) {
                return true;
            }
        }
        return false;
    }

    /** Signatures prove to third parties who the node is, as a credential does; the document alone proves nothing. */
    private static boolean provesIdentity(String below) {
        String lower = below.toLowerCase(Locale.ROOT);
        return lower.startsWith(IDENTITY) && !lower.equals(IDENTITY_DOCUMENT);
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
