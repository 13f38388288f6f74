package dev.credence.config;

import dev.credence.config.ConfigNode.Leaf;
import dev.credence.telemetry.LogFields;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code log.fields}, and refuses what would bring secrets into the log. */
final class LogFieldsBinder {
    /** Of each kind; a line stays one that can be read. */
    private static final int MOST = 20;

    private static final int LONGEST_VALUE = 256;
    private static final Pattern HEADER = Pattern.compile("[\\w!#$%&'*+.^`|~-]{1,64}");
    private static final Pattern LABEL = Pattern.compile("[\\w./-]{1,128}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_]\\w{0,63}");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z][\\w.-]{0,63}");

    private final Problems problems;

    LogFieldsBinder(Problems problems) {
        this.problems = problems;
    }

    LogFieldsConfig bind(Section fields) {
        return new LogFieldsConfig(
                names(fields, "headers", HEADER, "the name of a header"),
                names(fields, "labels", LABEL, "the name of a label"),
                names(fields, "environment", VARIABLE, "the name of a variable"),
                fixed(fields.section("static")));
    }

    private static List<String> names(Section fields, String key, Pattern form, String what) {
        Set<String> names = new LinkedHashSet<>();
        for (Leaf leaf : fields.leaves(key).orElse(List.of())) {
            String name = String.valueOf(leaf.text()).strip();
            if (!form.matcher(name).matches()) {
                fields.itemError(key, leaf, "is not " + what);
            } else if (SecretName.isOne(name)) {
                fields.itemError(
                        key,
                        leaf,
                        "may hold a secret, which must not reach the log; if it holds none, give it another name");
            } else {
                names.add(name);
            }
        }
        if (names.size() > MOST) {
            fields.error(key, "holds " + names.size() + " names; " + MOST + " are enough");
        }
        return List.copyOf(names);
    }

    private Map<String, String> fixed(Section written) {
        Map<String, String> fixed = new LinkedHashMap<>();
        written.branch().children().keySet().forEach(name -> {
            String value = written.rawText(name).orElse("");
            if (!FIELD.matcher(name).matches()) {
                written.nameError(name, "is not the name of a field; write letters, digits and _ . -");
            } else if (LogFields.RESERVED.contains(name)) {
                written.nameError(name, "is a field of the gateway's own; choose another name");
            } else if (SecretName.isOne(name)) {
                written.nameError(name, "is called like a secret, which must not reach the log; choose another name");
            } else if (value.length() > LONGEST_VALUE || value.chars().anyMatch(Character::isISOControl)) {
                written.nameError(name, "has more than " + LONGEST_VALUE + " characters or more than one line");
            } else {
                fixed.put(name, value);
            }
        });
        if (fixed.size() > MOST) {
            problems.error(
                    written.path(), written.branch().origin(), "holds " + fixed.size() + "; " + MOST + " are enough");
        }
        return fixed;
    }
}
