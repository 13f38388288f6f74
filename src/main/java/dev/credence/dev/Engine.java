package dev.credence.dev;

/** What is mounted at a path: answers calls, knows nothing of HTTP. Used on one event loop. */
interface Engine {
    /** Vault's name for the kind of engine; ours are mounted at that name. */
    String type();

    /** Answers a call whose path is relative to the mount. */
    VaultAnswer answer(VaultCall call);
}
