package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Broken;
import dev.credence.config.ConfigNode.Leaf;
import dev.credence.config.ConfigNode.Sequence;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${env:NAME}</code> and <code>${file:/path}</code>; a file's content is trimmed, its name relative to
 * the file that names it. <code>$${</code> stands for <code>${</code>. <code>${caller...}</code> is for later, and
 * instance metadata may hold a shell's variables (user data), so those stay.
 */
final class Interpolation {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}");

    private final Map<String, String> environment;
    private final ReferencedFiles files;
    private final Problems problems;

    Interpolation(Map<String, String> environment, ReferencedFiles files, Problems problems) {
        this.environment = environment;
        this.files = files;
        this.problems = problems;
    }

    Branch apply(Branch root) {
        return branch(ConfigPath.ROOT, root);
    }

    private Branch branch(ConfigPath path, Branch branch) {
        Map<String, ConfigNode> replaced = new LinkedHashMap<>();
        branch.children().forEach((key, child) -> replaced.put(key, apply(path.child(key), child)));
        return new Branch(replaced, branch.origin());
    }

    private ConfigNode apply(ConfigPath path, ConfigNode node) {
        if (node instanceof Branch branch) {
            return branch(path, branch);
        }
        if (node instanceof Sequence sequence) {
            List<ConfigNode> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(apply(path.child(items.size()), item)));
            return new Sequence(items, sequence.origin());
        }
        if (node instanceof Leaf leaf && leaf.text() != null && leaf.text().contains("${")) {
            return replace(path, leaf, leaf.text());
        }
        return node;
    }

    private ConfigNode replace(ConfigPath path, Leaf leaf, String text) {
        StringBuilder replaced = new StringBuilder();
        boolean isWhole = true;
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            Optional<String> value = matcher.group(1) == null
                    ? Optional.of("${")
                    : resolve(path, leaf.origin(), matcher.toMatchResult());
            isWhole &= value.isPresent();
            matcher.appendReplacement(replaced, Matcher.quoteReplacement(value.orElse("")));
        }
        matcher.appendTail(replaced);
        return isWhole ? new Leaf(replaced.toString(), leaf.written(), leaf.origin()) : new Broken(leaf.origin());
    }

    private Optional<String> resolve(ConfigPath path, Origin origin, MatchResult match) {
        String reference = match.group(1);
        if (reference.startsWith("env:")) {
            return variable(path, origin, reference.substring("env:".length()));
        }
        if (reference.startsWith("file:")) {
            return file(path, origin, reference.substring("file:".length()));
        }
        if (reference.startsWith("caller.") || path.segments().get(0).equals("instance")) {
            return Optional.of(match.group());
        }
        problems.error(
                path, origin, "refers to " + match.group() + ", which is unknown; write ${env:NAME} or ${file:/path}");
        return Optional.empty();
    }

    private Optional<String> variable(ConfigPath path, Origin origin, String name) {
        String value = environment.get(name);
        if (value == null) {
            problems.error(
                    path,
                    origin,
                    "refers to the environment variable " + name + ", which is not set"
                            + Suggestion.didYouMean(name, environment.keySet()));
        }
        return Optional.ofNullable(value);
    }

    private Optional<String> file(ConfigPath path, Origin origin, String name) {
        try {
            Path file = origin.directory().resolve(name).normalize();
            return Optional.of(files.readText(file).strip());
        } catch (IOException | InvalidPathException unreadable) {
            problems.error(
                    path, origin, "refers to the file " + name + ", which " + ReferencedFiles.reason(unreadable));
            return Optional.empty();
        }
    }
}
