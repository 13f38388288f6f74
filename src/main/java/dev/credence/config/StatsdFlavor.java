package dev.credence.config;

/** How a StatsD server wants the lines that it gets; they differ in where tags stand, and in names. */
public enum StatsdFlavor {
    /** Tags behind a hash, as the agents of Datadog, Vector and others read them. */
    DATADOG,
    /** No tags: their values are parts of the name, as in the first server of that name. */
    ETSY,
    /** Tags behind the name, as Telegraf reads them. */
    TELEGRAF
}
