package dev.credence.source.sts;

/**
 * Whose credentials they are.
 *
 * @param arn of the user or the session
 */
record Caller(String account, String arn) {}
