package dev.credence.caller;

/** What an engine says about an address, or about the id of a container. */
public sealed interface Sighting {

    /**
     * It is that container, as was asked after the question had been put; or as was known when the engine cannot have
     * started another since.
     *
     * @param lifeline cut when that holds no longer
     */
    record Present(Container container, Lifeline lifeline) implements Sighting {}

    /** It is the engine's to say, and it says no; no other rule may match. */
    record Absent(Refusal reason) implements Sighting {}

    /**
     * The address is in none of the engine's networks, so other rules may match.
     *
     * @param hostNetwork whether it is one of the machine's own that containers of this engine use too
     */
    record Elsewhere(boolean hostNetwork) implements Sighting {}
}
