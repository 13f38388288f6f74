package dev.credence.config;

/**
 * The credential that a back end uses to ask for others.
 *
 * @param backend the name of the back end that issues it
 * @param mount of the secrets engine, where that back end has such; without slashes at the ends
 * @param role as that back end names it
 */
public record SourceCredential(String backend, String mount, String role) {}
