package dev.credence.config;

import java.util.Locale;

/** The parts whose level can be set by itself. */
public enum LogPart {
    /** Who was given which credential. */
    AUDIT,
    /** Whom callers are taken for, and the container engines that are asked. */
    CALLER,
    /** The core: issued, renewed, failed, dropped. */
    CREDENTIAL,
    /** Listeners: what is turned away. */
    GATEWAY,
    /** Back ends of type ims. */
    IMS,
    /** The log itself: sinks that fail, lines that are lost. */
    LOG,
    /** The Kubernetes node and its taint. */
    NODE,
    /** The ops listener: what operators ask for. */
    OPS,
    /** The emulated clouds. */
    PROVIDER,
    /** Start, reload and stop. */
    SERVE,
    /** All back ends. */
    SOURCE,
    /** Back ends of type sts. */
    STS,
    /** Back ends of type vault: logins, leases. */
    VAULT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As it is written in the configuration. */
    public String label() {
        return label;
    }
}
