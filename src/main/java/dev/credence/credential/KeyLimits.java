package dev.credence.credential;

/**
 * What callers may cause in the credential service.
 *
 * @param keys held at once
 * @param missesPerSecond mean rate of first fetches for each caller; 0 for no limit
 * @param missBurst first fetches at once for each caller
 */
public record KeyLimits(int keys, double missesPerSecond, int missBurst) {}
