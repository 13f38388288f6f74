package dev.credence.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that an expression reads, and the labels that it wants of each: those of its matchers. As much of the
 * language as dashboards and alerts use; whether an expression is valid at all, promtool says.
 */
final class PromQl {
    private static final Set<String> WORDS = Set.of(
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "and",
            "or",
            "unless",
            "bool",
            "offset",
            "inf",
            "nan",
            "Inf",
            "NaN");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_:][\\w:]*");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|on|group_left|group_right|without|ignoring)\\s*\\(([^)]*)\\)");

    private final Map<String, Set<String>> matched = new TreeMap<>();
    private final Set<String> grouped = new TreeSet<>();

    private PromQl() {}

    static PromQl of(String expression) {
        PromQl read = new PromQl();
        String rest = expression;
        Matcher groups = GROUPING.matcher(rest);
        while (groups.find()) {
            List.of(groups.group(2).split(",")).forEach(label -> read.grouped.add(label.strip()));
        }
        read.grouped.remove("");
        rest = GROUPING.matcher(rest).replaceAll(" ");
        read.selectors(rest);
        return read;
    }

    /** Each metric with the labels of its matchers. */
    Map<String, Set<String>> metrics() {
        return matched;
    }

    /** Labels that results are grouped or joined by. */
    Set<String> grouped() {
        return grouped;
    }

    private void selectors(String expression) {
        String text = expression.replaceAll("\\[[^\\]]*]", " ");
        List<String> braces = new ArrayList<>();
        Matcher selector =
                Pattern.compile("\\{((?:[^{}\"]|\"(?:[^\"\\\\]|\\\\.)*\")*)}").matcher(text);
        StringBuilder plain = new StringBuilder();
        while (selector.find()) {
            braces.add(selector.group(1));
            selector.appendReplacement(plain, "{" + (braces.size() - 1) + "}");
        }
        selector.appendTail(plain);
        String stripped = plain.toString().replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", " ");
        Matcher name = Pattern.compile("(?<![\\w.$])(" + NAME + ")\\s*(\\(|\\{(\\d+)})?")
                .matcher(stripped);
        while (name.find()) {
            boolean isFunction = "(".equals(name.group(2));
            if (!isFunction && !WORDS.contains(name.group(1))) {
                Set<String> labels = matched.computeIfAbsent(name.group(1), first -> new TreeSet<>());
                if (name.group(3) != null) {
                    MATCHER.matcher(braces.get(Integer.parseInt(name.group(3))))
                            .results()
                            .forEach(one -> labels.add(one.group(1)));
                }
            }
        }
    }
}
