package dev.credence.cli.process;

import dev.credence.config.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code process} was asked for; an empty text is what was not said.
 *
 * @param role at Vault, or the credential's name at a gateway and in a configuration
 * @param ttl a duration as it was written
 * @param minRemaining a cached document with less life than this is replaced
 * @param gateway its address
 * @param tokenFile what a gateway wants to see is in there
 */
public record ProcessArguments(
        List<Path> config,
        String role,
        String mount,
        String roleArn,
        String sessionName,
        String ttl,
        Duration minRemaining,
        boolean cached,
        String gateway,
        String tokenFile) {

    /** Less than this, and botocore would ask again in the middle of its work. */
    public static final String MIN_REMAINING = "10m";

    /**
     * Reads arguments that leave no question: known options, each with a value that it can have.
     *
     * @return empty if somebody better at explaining has to look at them: usage, help, mistakes
     */
    public static Optional<ProcessArguments> plain(String[] arguments) {
        Plain plain = new Plain();
        int next = 1;
        while (next < arguments.length) {
            String option = arguments[next++];
            int equals = option.startsWith("--") ? option.indexOf('=') : -1;
            if (option.equals("--no-cache")) {
                plain.cached = false;
            } else if (equals >= 0) {
                plain.take(option.substring(0, equals), option.substring(equals + 1));
            } else if (next < arguments.length) {
                plain.take(option, arguments[next++]);
            } else {
                return Optional.empty();
            }
        }
        return plain.result();
    }

    /** Whether that text is the life of a credential. */
    public static boolean isLife(String text) {
        try {
            return text.isEmpty() || !DurationText.parse(text).minusSeconds(1).isNegative();
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** What was read so far. */
    private static final class Plain {
        private final List<Path> config = new ArrayList<>();
        private final List<String> seen = new ArrayList<>();
        private String role = "";
        private String mount = "";
        private String roleArn = "";
        private String sessionName = "";
        private String ttl = "";
        private String minRemaining = "";
        private String gateway = "";
        private String tokenFile = "";
        private boolean cached = true;
        private boolean clear = true;

        private void take(String option, String value) {
            boolean again = !option.equals("-c") && !option.equals("--config") && seen.contains(option);
            seen.add(option);
            clear &= !again && !value.isBlank() && !value.startsWith("-");
            switch (option) {
                case "-c", "--config" -> config.add(Path.of(value));
                case "-r", "--role" -> role = value;
                case "-m", "--mount" -> mount = value;
                case "--role-arn" -> roleArn = value;
                case "--session-name" -> sessionName = value;
                case "--ttl" -> ttl = value;
                case "--min-remaining" -> minRemaining = value;
                case "--gateway" -> gateway = value;
                case "--token-file" -> tokenFile = value;
                default -> clear = false;
            }
        }

        private Optional<ProcessArguments> result() {
            if (!clear || role.isEmpty() || !isLife(ttl)) {
                return Optional.empty();
            }
            Duration least = Duration.ofMinutes(10);
            if (!minRemaining.isEmpty()) {
                try {
                    least = DurationText.parse(minRemaining);
                } catch (IllegalArgumentException none) {
                    return Optional.empty();
                }
            }
            return Optional.of(new ProcessArguments(
                    config, role, mount, roleArn, sessionName, ttl, least, cached, gateway, tokenFile));
        }
    }
}
