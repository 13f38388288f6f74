package dev.credence.provider.aws;

/** The real metadata service gave no answer that can be handed on. Holds nothing that it said. */
final class PassthroughFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code one of a few, for metrics
     * @param message what it did; reads on from "it"
     */
    PassthroughFailure(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
