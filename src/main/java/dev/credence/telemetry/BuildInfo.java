package dev.credence.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
public final class BuildInfo {
    private static final String RESOURCE = "/dev/credence/version.properties";

    private BuildInfo() {}

    /** The version, as Maven knows it. */
    public static String version() {
        try (InputStream resource = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            if (resource != null) {
                properties.load(resource);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
