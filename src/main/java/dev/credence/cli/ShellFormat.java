package dev.credence.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** How a variable is set where the workload starts. */
enum ShellFormat {
    SH {
        @Override
        String line(String name, String value) {
            return "export " + name + "=" + (isPlain(value) ? value : "'" + value.replace("'", "'\\''") + "'");
        }
    },
    FISH {
        @Override
        String line(String name, String value) {
            // Unlike in sh, a backslash escapes inside of single quotes, too.
            return "set -gx " + name + " "
                    + (isPlain(value)
                            ? value
                            : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'");
        }
    },
    POWERSHELL {
        @Override
        String line(String name, String value) {
            return "$env:" + name + " = '" + POWERSHELL_QUOTES.matcher(value).replaceAll("$0$0") + "'";
        }
    },
    /** For {@code docker run --env-file}, which takes the rest of the line as it is, quotes included. */
    DOCKER {
        @Override
        String line(String name, String value) {
            return name + "=" + value;
        }
    },
    /** For those who know quotes. */
    DOTENV {
        @Override
        String line(String name, String value) {
            if (isPlain(value)) {
                return name + "=" + value;
            }
            return value.contains("'")
                    ? name + "=\"" + SPECIAL_IN_DOUBLE_QUOTES.matcher(value).replaceAll("\\\\$0") + "\""
                    : name + "='" + value + "'";
        }
    };

    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");
    /** PowerShell takes the typographic ones for the plain one. */
    private static final Pattern POWERSHELL_QUOTES = Pattern.compile("['\u2018\u2019\u201a\u201b]");

    private static final Pattern SPECIAL_IN_DOUBLE_QUOTES = Pattern.compile("[\\\\\"$`]");

    /** As the command line takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line that sets the variable. */
    abstract String line(String name, String value);

    private static boolean isPlain(String value) {
        return PLAIN.matcher(value).matches();
    }
}
