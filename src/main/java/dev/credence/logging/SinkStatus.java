package dev.credence.logging;

/**
 * How a sink is doing.
 *
 * @param name as in the metric
 * @param failing whether lines cannot be written there now
 * @param waiting lines that are not written yet
 * @param lost lines since the process began
 */
public record SinkStatus(String name, boolean failing, int waiting, long lost) {}
