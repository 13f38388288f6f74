package dev.credence.cli;

import java.util.regex.Pattern;

/** How a variable is set where the workload starts. */
enum ShellFormat {
    SH {
        @Override
        String line(String name, String value) {
            return "export " + name + "=" + quoted(value);
        }
    },
    FISH {
        @Override
        String line(String name, String value) {
            return "set -gx " + name + " " + quoted(value);
        }
    },
    POWERSHELL {
        @Override
        String line(String name, String value) {
            return "$env:" + name + " = '" + value.replace("'", "''") + "'";
        }
    },
    DOTENV {
        @Override
        String line(String name, String value) {
            return name + "=" + value;
        }
    };

    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./\\[\\]-]+");

    /** One line that sets the variable. */
    abstract String line(String name, String value);

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
    }
}
