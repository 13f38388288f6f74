package dev.credence.caller.docker;

import java.time.Instant;

/**
 * How an engine's events reach us, and with it what the inventory is worth while the engine does not answer. Immutable.
 */
sealed interface Link {

    /** Since when. */
    Instant since();

    /** For people. */
    String label();

    /** True if what is known may be served although the engine, asked about it, had that trouble. */
    boolean trusts(EngineTrouble.Kind trouble);

    /** Nothing has been read yet. */
    record Opening(Instant since) implements Link {
        @Override
        public String label() {
            return "opening";
        }

        @Override
        public boolean trusts(EngineTrouble.Kind trouble) {
            return false;
        }
    }

    /**
     * Its events are being read, and everything has been listed since that began.
     *
     * @param local whether it is on this machine. One that is elsewhere may be cut off without either side noticing,
     *     so that its silence says nothing
     */
    record Following(Instant since, boolean local) implements Link {
        @Override
        public String label() {
            return "following";
        }

        /** An engine that neither answers nor tells of anything starts no containers: that is told before they run. */
        @Override
        public boolean trusts(EngineTrouble.Kind trouble) {
            return trouble == EngineTrouble.Kind.REFUSED || (local && trouble == EngineTrouble.Kind.SILENT);
        }
    }

    /**
     * Its events have ended.
     *
     * @param doubtful whether it has been heard of since. An engine that comes up starts containers, on addresses that
     *     others had, before it answers; one that is not there starts none
     */
    record Cut(Instant since, boolean doubtful) implements Link {
        @Override
        public String label() {
            return "cut";
        }

        @Override
        public boolean trusts(EngineTrouble.Kind trouble) {
            return !doubtful && trouble == EngineTrouble.Kind.REFUSED;
        }
    }
}
