package dev.credence.provider.gcp;

import dev.credence.provider.Document;
import dev.credence.provider.MetadataJson;
import dev.credence.provider.MetadataTree;
import dev.credence.provider.MetadataTree.Directory;
import dev.credence.provider.MetadataTree.Leaf;
import dev.credence.provider.MetadataTree.Node;
import dev.credence.provider.MetadataTree.Sequence;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A metadata tree in Google's dialect (wire contract 3.4): each place in each form is rendered when it is first asked for,
 * and kept. Any thread.
 */
final class MetadataPages {
    /** The children of these are named by people, who want to find them as they named them. */
    private static final Set<String> NAMED_BY_PEOPLE = Set.of("attributes", "service-accounts");

    private static final String ACCOUNTS = "instance/service-accounts/";
    /** Of what an account has, the tokens are nowhere but at their own paths. */
    private static final String ACCOUNT_LISTING = "aliases\nemail\nidentity\nscopes\ntoken\n";

    private final MetadataTree tree;
    /** As many at most as the tree has nodes, in each form. */
    private final Map<Place, Page> rendered = new ConcurrentHashMap<>();

    /**
     * A place in the tree in one of its forms.
     *
     * @param path without slashes at its ends
     * @param recursive everything below it, or the names directly below only; no difference to a value
     */
    record Place(String path, boolean recursive, boolean json) {}

    /** An answer, and what tells it from what it was before. */
    record Page(Document document, String etag) {}

    MetadataPages(MetadataTree tree) {
        this.tree = tree;
    }

    /** What is at that path; null if nothing is. The items of a list have no paths. */
    @Nullable
    Node find(String path) {
        Node parent = tree.find(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
        return parent instanceof Sequence ? null : tree.find(path);
    }

    /** The page of a place, of which {@code node} is known to be there. */
    Page page(Place place, Node node) {
        Page known = rendered.get(place);
        if (known == null) {
            known = render(place, node);
            rendered.put(place, known);
        }
        return known;
    }

    private static Page render(Place place, Node node) {
        boolean listing = node instanceof Directory && !place.recursive();
        String name = place.path().substring(place.path().lastIndexOf('/') + 1);
        String text = node instanceof Directory directory ? listing(place.path(), directory) : value(name, node);
        String json = listing ? names(text) : Json.encode(json(name, node));
        // Of the content, not of its form: what was seen as text is not news as JSON.
        String etag = ETag.of(json);
        if (place.json()) {
            return new Page(GcpAnswers.value(GcpAnswers.JSON, json, etag), etag);
        }
        String shown = node instanceof Directory && place.recursive() ? lines("", node) : text;
        return new Page(GcpAnswers.value(GcpAnswers.TEXT, shown, etag), etag);
    }

    private static String listing(String path, Directory directory) {
        if (path.startsWith(ACCOUNTS)) {
            return ACCOUNT_LISTING;
        }
        return directory.children().entrySet().stream()
                .map(child -> child.getKey() + (child.getValue() instanceof Directory ? "/\n" : "\n"))
                .collect(Collectors.joining());
    }

    private static String names(String listing) {
        JsonArray names = new JsonArray();
        listing.lines().forEach(names::add);
        return names.encode();
    }

    private static Object json(String name, Node node) {
        if (node instanceof Directory directory && !NAMED_BY_PEOPLE.contains(name)) {
            JsonObject object = new JsonObject();
            directory.children().forEach((child, below) -> object.put(camelCase(child), json(child, below)));
            return object;
        }
        return MetadataJson.of(node, UnaryOperator.identity());
    }

    /** A list as the real server has it: scopes on lines of their own, tags as JSON, aliases in a row. */
    private static String value(String name, Node node) {
        if (node instanceof Leaf leaf) {
            return leaf.value();
        }
        Sequence sequence = (Sequence) node;
        return switch (name) {
            case "scopes" -> items(sequence, "", "\n");
            case "tags" -> Json.encode(MetadataJson.of(sequence, UnaryOperator.identity()));
            default -> items(sequence, "", "\n").stripTrailing();
        };
    }

    /** {@code path/to/key value}, one line for each value. */
    private static String lines(String path, Node node) {
        if (node instanceof Directory directory) {
            return directory.children().entrySet().stream()
                    .map(child ->
                            lines(path.isEmpty() ? child.getKey() : path + '/' + child.getKey(), child.getValue()))
                    .collect(Collectors.joining());
        }
        if (node instanceof Sequence sequence && !path.endsWith("tags")) {
            return items(sequence, path + ' ', "\n");
        }
        return path + ' ' + value(path.substring(path.lastIndexOf('/') + 1), node) + '\n';
    }

    private static String items(Sequence sequence, String before, String after) {
        return sequence.items().stream()
                .map(item -> before + ((Leaf) item).value() + after)
                .collect(Collectors.joining());
    }

    private static String camelCase(String dashed) {
        StringBuilder name = new StringBuilder(dashed.length());
        for (int i = 0; i < dashed.length(); i++) {
            char c = dashed.charAt(i);
            if (c == '-' && i + 1 < dashed.length()) {
                i++;
                name.append(Character.toUpperCase(dashed.charAt(i)));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }
}
