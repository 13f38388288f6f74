package dev.credence.source.entra;

/**
 * What a token is asked for.
 *
 * @param tenant the directory that issues it
 * @param resource as the caller wrote it
 */
record Grant(String tenant, String resource) {}
