package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Turns the merged files into a configuration: environment, flags, references, shape, values, relations. Blocks. */
final class ConfigurationReader {
    private final Map<String, String> environment;
    private final Map<String, String> overrides;

    ConfigurationReader(Map<String, String> environment, Map<String, String> overrides) {
        this.environment = Map.copyOf(environment);
        this.overrides = overrides;
    }

    /**
     * What was read.
     *
     * @param loaded the configuration with its warnings
     * @param files a fingerprint of every file that it refers to and that was read
     */
    record Reading(LoadedConfiguration loaded, Map<Path, String> files) {}

    /** Throws {@link ConfigurationException} with every problem there is. */
    Reading read(JsonObject merged) {
        Problems problems = new Problems();
        List<Problem> ofFiles = TreeCodec.problems(merged);
        problems.addAll(ofFiles);
        // A file that cannot be read at all leaves gaps, and reporting those would bury the cause.
        if (ofFiles.stream().anyMatch(problem -> problem.path().isEmpty())) {
            throw new ConfigurationException(problems.sorted());
        }
        ReferencedFiles files = new ReferencedFiles();
        Branch tree = tree(merged, files, problems);
        Configuration configuration = new ConfigurationBinder(environment, problems)
                .bind(new Section(ConfigPath.ROOT, tree, problems, files));
        new ConfigurationValidator(tree, problems).validate(configuration);
        if (problems.hasErrors()) {
            throw new ConfigurationException(problems.sorted());
        }
        return new Reading(new LoadedConfiguration(configuration, problems.sorted()), files.digests());
    }

    private Branch tree(JsonObject merged, ReferencedFiles files, Problems problems) {
        Overlay overlay = new Overlay(problems);
        Branch root = overlay.variables(TreeCodec.decode(merged), environment);
        root = overlay.overrides(root, overrides);
        root = new Interpolation(environment, files, problems).apply(root);
        return new ShapeCheck(problems).check(root);
    }
}
