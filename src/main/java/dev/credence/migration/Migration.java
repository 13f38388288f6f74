package dev.credence.migration;

import java.util.List;
import java.util.Locale;

/** The gateways whose settings can be turned into ours. */
public enum Migration {
    /** Attaché: a YAML file. */
    ATTACHE,
    /** The metadata proxies for Docker: variables of the environment, as a dotenv file. */
    METADATAPROXY,
    /** alppaca: a YAML file, or a directory of them. */
    ALPPACA;

    /**
     * Our configuration, with remarks on what has no equal.
     *
     * @param files content of the files, in the order in which they are read
     * @throws ForeignSettingsException if they are not what that gateway could run with
     */
    public String convert(List<String> files) {
        return switch (this) {
            case ATTACHE -> Attache.converted(ForeignSettings.ofYaml(files));
            case METADATAPROXY -> MetadataProxy.converted(ForeignSettings.ofDotenv(String.join("\n", files)));
            case ALPPACA -> Alppaca.converted(ForeignSettings.ofYaml(files));
        };
    }

    /** As the command line calls it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
