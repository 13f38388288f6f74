package dev.credence.migration;

import java.util.ArrayList;
import java.util.List;

/** A configuration file in the making: remarks first, then the sections in the order in which they are added. */
final class Draft {
    private final List<String> remarks = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    /**
     * @param title what the file is
     */
    Draft(String title) {
        remarks.add("# " + title);
    }

    /** Says something that the file's reader should know. */
    Draft remark(String text) {
        remarks.add("# * " + oneLine(text));
        return this;
    }

    /** Says of each setting that there is nothing like it. */
    Draft withoutEqual(List<String> names) {
        names.forEach(name -> remark(name + ": has no equal, and is left out"));
        return this;
    }

    /** A line of YAML, as it is. */
    Draft line(String yaml) {
        lines.add(yaml);
        return this;
    }

    String text() {
        return String.join("\n", remarks) + "\n\n" + String.join("\n", lines) + "\n";
    }

    /** A text as YAML writes it in double quotes, with nothing in it that our configuration would replace. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.replace("${", "$${").chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format("\\x%02x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
