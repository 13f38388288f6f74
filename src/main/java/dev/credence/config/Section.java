package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Broken;
import dev.credence.config.ConfigNode.Leaf;
import dev.credence.config.ConfigNode.Sequence;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map of the configuration with its path, read key by key into types. What cannot be read is reported and the
 * default, or nothing, returned, so that reading goes on to the next problem.
 */
final class Section {
    private final ConfigPath path;
    private final Branch branch;
    private final Problems problems;
    private final ReferencedFiles files;

    Section(ConfigPath path, Branch branch, Problems problems, ReferencedFiles files) {
        this.path = path;
        this.branch = branch;
        this.problems = problems;
        this.files = files;
    }

    ConfigPath path() {
        return path;
    }

    ConfigPath path(String key) {
        return path.child(key);
    }

    Branch branch() {
        return branch;
    }

    /** Where that key was written, or else the map. */
    Origin origin(String key) {
        ConfigNode child = branch.child(key);
        return child == null ? branch.origin() : child.origin();
    }

    boolean has(String key) {
        return branch.child(key) != null;
    }

    /** True if that key was reported already. */
    boolean isBroken(String key) {
        return branch.child(key) instanceof Broken;
    }

    /** True if something is written there that is neither empty nor reported already. */
    boolean isGiven(String key) {
        ConfigNode child = branch.child(key);
        if (child instanceof Branch map) {
            return !map.children().isEmpty();
        }
        return child instanceof Sequence sequence
                ? !sequence.items().isEmpty()
                : text(key).isPresent();
    }

    /** The map at that key; an empty one if nothing is written there. */
    Section section(String key) {
        return at(path.child(key), branch.child(key));
    }

    /** The same place with other content. */
    Section with(Branch other) {
        return new Section(path, other, problems, files);
    }

    /** The maps at that key by the names that the user chose. */
    Map<String, Section> named(String key) {
        Map<String, Section> sections = new LinkedHashMap<>();
        Section parent = section(key);
        parent.branch.children().forEach((name, child) -> {
            if (!(child instanceof Broken)) {
                sections.put(name, at(parent.path(name), child));
            }
        });
        return sections;
    }

    /** The list of maps at that key, if one is written. */
    Optional<List<Section>> items(String key) {
        if (!(branch.child(key) instanceof Sequence sequence)) {
            return Optional.empty();
        }
        List<Section> sections = new ArrayList<>();
        for (int index = 0; index < sequence.items().size(); index++) {
            ConfigNode item = sequence.items().get(index);
            if (!(item instanceof Broken)) {
                sections.add(at(path(key).child(index), item));
            }
        }
        return Optional.of(sections);
    }

    /** True if an empty list is written. */
    boolean isEmptyList(String key) {
        return branch.child(key) instanceof Sequence sequence
                && sequence.items().isEmpty();
    }

    private Section at(ConfigPath where, @Nullable ConfigNode node) {
        Origin origin = node == null ? Origin.DEFAULT : node.origin();
        Branch content = node instanceof Branch given ? given : new Branch(Map.of(), origin);
        return new Section(where, content, problems, files);
    }

    /** The text as it is written, which may be empty. */
    Optional<String> rawText(String key) {
        return branch.child(key) instanceof Leaf leaf ? Optional.ofNullable(leaf.text()) : Optional.empty();
    }

    /** The text; empty text counts as none. */
    Optional<String> text(String key) {
        return rawText(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The text, whose absence is a problem. */
    Optional<String> required(String key, String whatWouldBeRight) {
        Optional<String> text = text(key);
        if (text.isEmpty() && !isBroken(key)) {
            problems.error(path(key), origin(key), "is missing; " + whatWouldBeRight);
        }
        return text;
    }

    /** Reads with a function that throws {@link IllegalArgumentException} whose message reads on from the value. */
    <T> Optional<T> value(String key, Function<String, T> parser) {
        return rawText(key).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text.strip()));
            } catch (IllegalArgumentException wrong) {
                error(key, String.valueOf(wrong.getMessage()));
                return Optional.empty();
            }
        });
    }

    /** As {@link #value}, but empty text counts as none. */
    <T> Optional<T> given(String key, Function<String, T> parser) {
        return text(key).isEmpty() ? Optional.empty() : value(key, parser);
    }

    /** The texts of those keys, by key, only the ones that are written. */
    Map<String, String> texts(Set<String> keys) {
        Map<String, String> texts = new TreeMap<>();
        keys.forEach(key -> text(key).ifPresent(text -> texts.put(key, text)));
        return Collections.unmodifiableMap(texts);
    }

    /** A map of texts by names that the user chose, in the order of the file; the texts may be empty. */
    Map<String, String> map(String key) {
        Map<String, String> map = new LinkedHashMap<>();
        Section written = section(key);
        written.branch
                .children()
                .keySet()
                .forEach(name -> map.put(name, written.rawText(name).orElse("")));
        return Collections.unmodifiableMap(map);
    }

    Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        return value(key, text -> {
                    Duration duration = DurationText.parse(text);
                    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                        throw new IllegalArgumentException(
                                "is not between " + DurationText.format(least) + " and " + DurationText.format(most));
                    }
                    return duration;
                })
                .orElse(otherwise);
    }

    int integer(String key, int otherwise, int least, int most) {
        return value(key, text -> {
                    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                        throw new IllegalArgumentException("is not a whole number between " + least + " and " + most);
                    }
                    return Integer.parseInt(text);
                })
                .orElse(otherwise);
    }

    boolean bool(String key, boolean otherwise) {
        return value(key, text -> {
                    if (!text.equals("true") && !text.equals("false")) {
                        throw new IllegalArgumentException("is neither true nor false");
                    }
                    return text.equals("true");
                })
                .orElse(otherwise);
    }

    RateLimit rate(String key, RateLimit otherwise) {
        return value(key, RateLimit::parse).orElse(otherwise);
    }

    /** A file that must be there, relative to the file that names it; its content is given to the check. */
    Optional<Path> file(String key, Function<byte[], Optional<String>> check) {
        return existing(key, file -> {
            Optional<String> wrong = check.apply(files.read(file));
            wrong.ifPresent(message -> error(key, "names a file that " + message));
            return wrong.isEmpty();
        });
    }

    /** A file that must be there, and is read anew by whoever needs it. */
    Optional<Path> liveFile(String key) {
        return existing(key, file -> {
            ReferencedFiles.probe(file);
            return true;
        });
    }

    private interface FileCheck {
        boolean isFine(Path file) throws IOException;
    }

    private Optional<Path> existing(String key, FileCheck check) {
        return text(key).flatMap(name -> {
            try {
                Path file = origin(key).directory().resolve(name).normalize();
                return check.isFine(file) ? Optional.of(file) : Optional.empty();
            } catch (IOException | InvalidPathException unreadable) {
                error(key, "names a file that " + ReferencedFiles.reason(unreadable));
                return Optional.empty();
            }
        });
    }

    /** The list of texts at that key, if one is written; what was reported already is left out. */
    Optional<List<Leaf>> leaves(String key) {
        if (!(branch.child(key) instanceof Sequence sequence)) {
            return Optional.empty();
        }
        return Optional.of(sequence.items().stream()
                .filter(Leaf.class::isInstance)
                .map(Leaf.class::cast)
                .toList());
    }

    /** Reports what is wrong with the value of that key; the message reads on from the value. */
    void error(String key, String message) {
        ConfigNode child = branch.child(key);
        problems.error(path(key), child == null ? branch : child, message);
    }

    /** Reports a list item. */
    void itemError(String key, Leaf item, String message) {
        problems.error(path(key), item, message);
    }

    /** Reports the name of an entry instead of its value. */
    void nameError(String name, String message) {
        problems.error(path(name), origin(name), message);
    }

    void warning(String key, String message) {
        problems.warning(path(key), origin(key), message);
    }
}
