package dev.credence.bootstrap;

import dev.credence.source.Finding;

/**
 * What the doctor says about one thing. Holds no secret.
 *
 * @param about the thing: {@code listener 127.0.0.1:8169}
 * @param text the rest of the sentence; for what is not well it ends with what to do
 */
public record Diagnosis(Kind kind, String about, String text) {

    /** How it is; failures first, the most telling of them before the others. */
    public enum Kind {
        /** The configuration cannot be right. */
        MISCONFIGURED,
        /** A back end cannot be reached, or does not work. */
        UNAVAILABLE,
        /** A back end works and says no. */
        REFUSED,
        /** An address cannot be listened on. */
        CANNOT_LISTEN,
        /** It works, and probably not as it was meant or not for long. */
        WARNING,
        /** Not examined; the text says why. */
        SKIPPED,
        OK
    }

    static Diagnosis of(Finding finding) {
        Kind kind =
                switch (finding.result()) {
                    case OK -> Kind.OK;
                    case WARNING -> Kind.WARNING;
                    case SKIPPED -> Kind.SKIPPED;
                    case UNAVAILABLE -> Kind.UNAVAILABLE;
                    case REFUSED -> Kind.REFUSED;
                    case MISCONFIGURED -> Kind.MISCONFIGURED;
                };
        return new Diagnosis(kind, finding.about(), finding.text());
    }

    static Diagnosis ok(String about, String text) {
        return new Diagnosis(Kind.OK, about, text);
    }

    static Diagnosis warning(String about, String text) {
        return new Diagnosis(Kind.WARNING, about, text);
    }

    static Diagnosis cannotListen(String about, String text) {
        return new Diagnosis(Kind.CANNOT_LISTEN, about, text);
    }

    @Override
    public String toString() {
        return about + ": " + text;
    }
}
