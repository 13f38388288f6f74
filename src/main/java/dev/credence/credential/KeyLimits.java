package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import java.util.Map;

/**
 * What callers may cause in the credential service.
 *
 * @param keys held at once
 * @param variants keys of one credential (resources, audiences) that one caller may bring; no limit for clouds left out
 * @param missesPerSecond mean rate of first fetches for each caller; 0 for no limit
 * @param missBurst first fetches at once for each caller
 */
public record KeyLimits(int keys, Map<Cloud, Integer> variants, double missesPerSecond, int missBurst) {}
