package dev.credence.config;

/**
 * A path, or the beginning of paths, that may be handed to a real metadata service.
 *
 * @param version the only one that it stands for; empty for all of them, which {@code latest} means too: the same is
 *     served below each, and SDKs differ in the one that they ask
 * @param path what follows the version, with its slash; empty for the version itself
 * @param isOpen whether anything may follow
 */
public record PassthroughPattern(String version, String path, boolean isOpen) {
    static final String LATEST = "latest";

    private static final String ANY = "";
    private static final String STAR = "*";
    private static final String FORM = "is not a path of EC2's metadata service; write it like"
            + " /latest/meta-data/instance-id or /latest/meta-data/placement/*, or \"*\" for everything but credentials";

    /**
     * Reads a path with or without a {@code *} at its end, or the {@code *} alone.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    static PassthroughPattern parse(String written) {
        String text = written.strip();
        boolean isOpen = text.endsWith(STAR);
        String fixed = isOpen ? text.substring(0, text.length() - STAR.length()) : text.replaceFirst("/$", "");
        if (isOpen && (fixed.isEmpty() || fixed.equals("/"))) {
            return new PassthroughPattern(ANY, "", true);
        }
        int end = fixed.indexOf('/', 1);
        boolean endsInVersion = isOpen && end < 0;
        String whole = fixed.replaceFirst("/$", "");
        if (endsInVersion || !PassthroughPaths.isPlain(whole) || !PassthroughPaths.isVersion(version(whole))) {
            throw new IllegalArgumentException(FORM);
        }
        String path = end < 0 ? "" : fixed.substring(end);
        if (PassthroughPaths.isWithheld(path)) {
            throw new IllegalArgumentException(
                    "leads to credentials or to session tokens, which never pass; remove it");
        }
        String version = version(whole);
        return new PassthroughPattern(version.equals(LATEST) ? ANY : version, path, isOpen);
    }

    /** True if that path below that version is meant. */
    boolean matches(String asked, String below) {
        if (!version.equals(ANY) && !version.equals(asked)) {
            return false;
        }
        // A directory is asked for with and without the slash at its end, which is no longer to be seen here.
        return isOpen ? (below + '/').startsWith(path) : below.equals(path);
    }

    /** True if it leads into that directory by name, not only because it leads everywhere. */
    boolean names(String directory) {
        return path.startsWith(directory);
    }

    /** The first segment of a path. */
    static String version(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }
}
