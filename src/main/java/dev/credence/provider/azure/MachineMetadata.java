package dev.credence.provider.azure;

import dev.credence.caller.Caller;
import dev.credence.config.AzureInstance;
import dev.credence.provider.Document;
import dev.credence.provider.MetadataJson;
import dev.credence.provider.MetadataTree;
import dev.credence.provider.MetadataTree.Directory;
import dev.credence.provider.MetadataTree.Leaf;
import dev.credence.provider.MetadataTree.Node;
import dev.credence.provider.MetadataTree.Sequence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The virtual machine as each caller sees it: the same for all, but for what only the back end knows. Rendered when first
 * asked for. Any thread.
 */
final class MachineMetadata {
    /** Views that are kept rendered: there are hardly ever more subscriptions behind one gateway. */
    private static final int KEPT = 64;

    private final AzureInstance instance;
    private final ManagedIdentities identities;
    private final ToldIdentities told;
    private final Map<View, Map<String, Forms>> kept = new ConcurrentHashMap<>();

    /**
     * What is not the same for all callers.
     *
     * @param subscriptionId empty if nobody knows it
     */
    record View(String subscriptionId, AzureEnvironment environment) {}

    /** One node in both formats. */
    private record Forms(Document json, Document text) {}

    /**
     * @param told subscriptions as the back ends tell them
     */
    MachineMetadata(AzureInstance instance, ManagedIdentities identities, ToldIdentities told) {
        this.instance = instance;
        this.identities = identities;
        this.told = told;
    }

    /** The node in JSON; an error for a leaf. */
    Document json(Caller caller, String path) {
        Forms forms = nodes(caller).get(path);
        return forms == null ? MetadataAnswers.NOT_FOUND : forms.json();
    }

    /** The leaf, or what is below the node. */
    Document text(Caller caller, String path) {
        Forms forms = nodes(caller).get(path);
        return forms == null ? MetadataAnswers.NOT_FOUND : forms.text();
    }

    private Map<String, Forms> nodes(Caller caller) {
        View view = view(caller);
        Map<String, Forms> known = kept.get(view);
        if (known != null) {
            return known;
        }
        if (kept.size() >= KEPT) {
            kept.clear();
        }
        Map<String, Forms> rendered = render(MachineTree.of(instance, view));
        kept.put(view, rendered);
        return rendered;
    }

    /** The caller's first credential stands for the machine. */
    private View view(Caller caller) {
        Optional<ManagedIdentity> first = identities.of(caller).stream().findFirst();
        return new View(
                instance.value("subscription-id")
                        .or(() -> first.flatMap(
                                identity -> told.subscriptionId(identity.keys().unasked())))
                        .orElse(""),
                first.map(identity -> AzureEnvironment.of(identity.config().authorityHost()))
                        .orElse(AzureEnvironment.PUBLIC));
    }

    private static Map<String, Forms> render(MetadataTree tree) {
        Map<String, Forms> nodes = new HashMap<>();
        tree.forEach((path, node) -> nodes.put(
                path,
                node instanceof Leaf leaf
                        ? new Forms(MetadataAnswers.LEAF_AS_JSON, MetadataAnswers.text(leaf.value()))
                        : new Forms(MetadataAnswers.json(encoded(node)), MetadataAnswers.text(listing(node)))));
        return nodes;
    }

    private static String encoded(Node node) {
        Object json = MetadataJson.of(node, UnaryOperator.identity());
        return json instanceof JsonArray array ? array.encode() : ((JsonObject) json).encode();
    }

    private static String listing(Node node) {
        List<String> names = new ArrayList<>();
        if (node instanceof Directory directory) {
            directory.children().forEach((name, child) -> names.add(name + slash(child)));
        } else if (node instanceof Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                names.add(i + slash(sequence.items().get(i)));
            }
        }
        return String.join("\n", names);
    }

    private static String slash(Node child) {
        return child instanceof Leaf ? "" : "/";
    }
}
