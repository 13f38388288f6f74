package dev.credence.cli;

import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** Colours only where somebody sees them, and not where they are not wanted (no-color.org) or not understood. */
final class Colours {
    private Colours() {}

    /**
     * What to write marked-up text with.
     *
     * @param environment of the process
     */
    static Ansi of(Map<String, String> environment) {
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return unwanted ? Ansi.OFF : Ansi.AUTO;
    }
}
