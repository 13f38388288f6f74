package dev.credence.config;

/**
 * The credential that a back end uses to ask for others.
 *
 * @param backend the name of the back end that issues it
 * @param mount of the secrets engine, where that back end has such; without slashes at the ends
 * @param role as that back end names it; {@code *} for the first one that a metadata service lists
 */
public record SourceCredential(String backend, String mount, String role) {
    static final String FIRST_LISTED = "*";

    /** True if the back end says at run time which role it is. */
    public boolean isFirstListed() {
        return role.equals(FIRST_LISTED);
    }
}
