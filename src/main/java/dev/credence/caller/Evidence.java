package dev.credence.caller;

/** What a caller was recognised by, or why it was not. Immutable but for the lifeline; any thread. */
public sealed interface Evidence {

    /** For logs and the status page, one of a fixed set. */
    String label();

    /** A rule's conditions, which hold for whoever meets them. */
    enum Condition implements Evidence {
        ANY("any"),
        CIDR("cidr"),
        TOKEN("token");

        private final String label;

        Condition(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }
    }

    /**
     * It is that container.
     *
     * @param engine that says so
     * @param lifeline cut when that holds no longer
     * @param forwarded whether a trusted proxy said which container asks
     */
    record OfContainer(ContainerEngine engine, Container container, Lifeline lifeline, boolean forwarded)
            implements Evidence {
        @Override
        public String label() {
            return forwarded ? "forwarded" : "docker";
        }
    }

    /** Nobody is recognised. */
    record Nothing(Refusal reason) implements Evidence {
        @Override
        public String label() {
            return "none";
        }
    }
}
