package dev.credence.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text in which <code>${caller.name}</code>, <code>${caller.env.NAME}</code> and <code>${caller.label.KEY}</code>
 * stand for what is known of the caller. Immutable; any thread.
 */
public final class CallerTemplate {
    private static final String START = "${caller.";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{caller\\.([^}]*)(}?)");
    private static final Pattern VARIABLE = Pattern.compile("env\\.([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern LABEL = Pattern.compile("label\\.([!-~]+)");

    private final List<Part> parts;

    private enum Kind {
        TEXT,
        NAME,
        VARIABLE,
        LABEL
    }

    /** A stretch of text as it is, or what stands in its place. */
    private record Part(Kind kind, String text) {
        @Nullable
        String value(String name, Map<String, String> environment, Map<String, String> labels) {
            return switch (kind) {
                case TEXT -> text;
                case NAME -> name;
                case VARIABLE -> environment.get(text);
                case LABEL -> labels.get(text);
            };
        }
    }

    private CallerTemplate(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Takes a text apart.
     *
     * @throws IllegalArgumentException if it refers to something else of the caller; the message reads on from the text
     */
    public static CallerTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = REFERENCE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (matcher.start() > end) {
                parts.add(new Part(Kind.TEXT, text.substring(end, matcher.start())));
            }
            parts.add(reference(matcher));
            end = matcher.end();
        }
        if (end < text.length()) {
            parts.add(new Part(Kind.TEXT, text.substring(end)));
        }
        return new CallerTemplate(parts);
    }

    /** True if the text refers to the caller. */
    public static boolean isTemplate(String text) {
        return text.contains(START);
    }

    private static Part reference(Matcher matcher) {
        String what = matcher.group(1);
        Matcher variable = VARIABLE.matcher(what);
        Matcher label = LABEL.matcher(what);
        if (!matcher.group(2).isEmpty()) {
            if (what.equals("name")) {
                return new Part(Kind.NAME, "");
            }
            if (variable.matches()) {
                return new Part(Kind.VARIABLE, variable.group(1));
            }
            if (label.matches()) {
                return new Part(Kind.LABEL, label.group(1));
            }
        }
        throw new IllegalArgumentException("holds " + matcher.group()
                + ", which is unknown; write ${caller.name}, ${caller.env.NAME} or ${caller.label.KEY}");
    }

    /** True if the text is the same for all callers. */
    public boolean isFixed() {
        return parts.stream().allMatch(part -> part.kind() == Kind.TEXT);
    }

    /** True if the text holds the caller's name. */
    public boolean holdsName() {
        return parts.stream().anyMatch(part -> part.kind() == Kind.NAME);
    }

    /** The text for that caller; empty if it lacks something that the text refers to, or has it empty. */
    public Optional<String> fill(String name, Map<String, String> environment, Map<String, String> labels) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            String value = part.value(name, environment, labels);
            if (value == null || value.isEmpty()) {
                return Optional.empty();
            }
            filled.append(value);
        }
        return Optional.of(filled.toString());
    }

    /** The text for that caller, with nothing where it lacks something. */
    public String fillWhatIsThere(String name, Map<String, String> environment, Map<String, String> labels) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            String value = part.value(name, environment, labels);
            filled.append(value == null ? "" : value);
        }
        return filled.toString();
    }
}
