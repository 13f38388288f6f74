package dev.credence.real;

import dev.credence.deploy.Manifest;
import dev.credence.testing.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Helm with the chart of {@code deploy/helm}, and the judge of what it renders; neither asks a cluster. */
final class Charts {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The oldest that the chart is for. */
    private static final String KUBERNETES = "1.30.0";

    private final Path folder;
    private final String chart = Tools.file("deploy/helm/credence").toString();

    /** @param folder for what is rendered */
    Charts(Path folder) {
        this.folder = folder;
    }

    static Path values(String name) {
        return Tools.file("deploy/helm/credence/ci/" + name + "-values.yaml");
    }

    /** What installing with these flags would send. */
    Path render(String... flags) {
        return renderAs("credence", "credence", flags);
    }

    /** The same under another name. */
    Path renderAs(String release, String namespace, String... flags) {
        try (var helm = template(release, namespace, flags)) {
            var rendered = Files.createTempFile(folder, "rendered-", ".yaml");
            return Files.writeString(rendered, helm.succeedWithin(PATIENCE).stdout());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    List<Manifest> manifests(String... flags) throws IOException {
        return Manifest.read(render(flags));
    }

    /** What Helm says when it does not render. */
    String refusal(String... flags) {
        try (var helm = template("credence", "credence", flags)) {
            if (helm.exitCodeWithin(PATIENCE) == 0) {
                throw new AssertionError("rendered with " + List.of(flags));
            }
            return helm.stderr();
        }
    }

    /** Fails unless the chart is as Helm wants it, warnings included; and says what Helm said. */
    String lint(Path values) {
        try (var helm = helm("lint", List.of("--strict", chart, "--values", values.toString()))) {
            return helm.succeedWithin(PATIENCE).stdout() + helm.stderr();
        }
    }

    /** The problems that the code of an API server finds in what it would be sent, one in a line; empty for none. */
    String problems(String level, Path rendered) {
        var command = List.of(Tools.deployCheck().toString(), "kubernetes", "--level", level, rendered.toString());
        try (var check = ChildProcess.start("deploy-check", folder, Map.of(), command)) {
            check.exitCodeWithin(PATIENCE);
            return check.stderr();
        }
    }

    /** What {@code kubectl apply -k} would send. */
    Path kustomized(Path kustomization) throws IOException {
        var command = List.of(Tools.deployCheck().toString(), "kustomize", kustomization.toString());
        try (var kustomize = ChildProcess.start("kustomize", folder, Map.of(), command)) {
            var built = Files.createTempFile(folder, "kustomized-", ".yaml");
            return Files.writeString(built, kustomize.succeedWithin(PATIENCE).stdout());
        }
    }

    private ChildProcess template(String release, String namespace, String... flags) {
        var arguments =
                new ArrayList<>(List.of(release, chart, "--namespace", namespace, "--kube-version", KUBERNETES));
        arguments.addAll(List.of(flags));
        return helm("template", arguments);
    }

    private ChildProcess helm(String command, List<String> arguments) {
        var all = new ArrayList<>(List.of(Tools.helm().toString(), command));
        all.addAll(arguments);
        return ChildProcess.start("helm", folder, Map.of(), all);
    }
}
