package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedConfigurationTest {
    private static final Path SHIPPED = Path.of("conf");

    @TempDir
    Path folder;

    static Stream<Path> files() throws IOException {
        return Files.list(SHIPPED).filter(file -> file.toString().endsWith(".yaml"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileLoadsOnceTheSecretsThatItNamesAreThere(Path file) throws IOException {
        Files.writeString(folder.resolve("vault.token"), "t");
        Files.writeString(folder.resolve("payments.token"), "p");
        Path copy = Files.copy(file, folder.resolve(file.getFileName()));

        assertThat(Written.at(copy, Files.readString(copy)).warnings()).isEmpty();
    }

    @Test
    void theReferenceHoldsExactlyTheDefaults() throws IOException {
        String smallest = Files.readString(SHIPPED.resolve("credence.yaml"));

        assertThat(reference().load()).isEqualTo(Written.yaml(smallest).load());
    }

    @Test
    void theReferenceHoldsEveryKeyOfThisVersion() throws IOException {
        String text = Files.readString(SHIPPED.resolve("credence.reference.yaml"));
        ConfigNode root = TreeCodec.decode(new YamlReader("r").read(text));

        List<String> missing = new ArrayList<>();
        missing(ConfigurationKeys.ROOT, root, "", missing);

        // The ways to match, whose credentials ask and where lines go stand in comments, since the defaults are single
        // words.
        assertThat(missing)
                .filteredOn(key ->
                        !key.startsWith("log.to[]") && !key.startsWith("log.levels") && !key.startsWith("log.audit"))
                .containsExactlyInAnyOrder(
                        "backends.*.credentials.backend",
                        "backends.*.credentials.mount",
                        "backends.*.credentials.role",
                        "callers[].match.cidr",
                        "callers[].match.token-file",
                        "callers[].match.name",
                        "callers[].match.docker.address",
                        "callers[].match.docker.tls.ca-certificate",
                        "callers[].match.docker.tls.certificate",
                        "callers[].match.docker.tls.key",
                        "callers[].match.docker.tls.server-name",
                        "callers[].match.docker.tls.skip-verify",
                        "callers[].match.docker.trusted-proxies");
        assertThat(text).contains("cidr:", "token-file:", "name:", "docker:", "trusted-proxies:");
        assertThat(text)
                .contains("{file: {path", "max-size", "keep", "{syslog: {address", "facility", "{gelf: {address");
    }

    @Test
    void theDocumentationNamesEveryKeyOfThisVersion() throws IOException {
        String documentation = Files.readString(Path.of("docs/configuration.md"));
        List<String> keys = new ArrayList<>();
        missing(ConfigurationKeys.ROOT, ConfigNode.Leaf.of("", Origin.DEFAULT), "", keys);

        assertThat(keys).hasSizeGreaterThan(70).allSatisfy(key -> assertThat(documentation)
                .contains("`" + key.substring(key.lastIndexOf('.') + 1) + "`"));
    }

    private static Written reference() throws IOException {
        return Written.yaml(Files.readString(SHIPPED.resolve("credence.reference.yaml")));
    }

    /** Walks the keys of this version and adds those that the node does not have. */
    private static void missing(KeySpec spec, ConfigNode node, String path, List<String> missing) {
        if (spec instanceof KeySpec.Group group) {
            group.keys().forEach((key, child) -> {
                ConfigNode below = node instanceof ConfigNode.Branch branch
                        ? branch.children().get(key)
                        : null;
                boolean isWritten = below != null;
                if (!isWritten && !(child instanceof KeySpec.Group)) {
                    missing.add(path + key);
                }
                missing(
                        child,
                        isWritten
                                ? below
                                : node instanceof ConfigNode.Branch ? ConfigNode.Leaf.of("", Origin.DEFAULT) : node,
                        path + key + ".",
                        missing);
            });
        } else if (spec instanceof KeySpec.Named named) {
            ConfigNode first = node instanceof ConfigNode.Branch branch
                    ? branch.children().values().stream().findFirst().orElse(node)
                    : node;
            missing(named.entry(), first, path + "*.", missing);
        } else if (spec instanceof KeySpec.ListOf list) {
            ConfigNode first = node instanceof ConfigNode.Sequence sequence
                    ? sequence.items().get(0)
                    : node;
            missing(list.entry(), first, path.replaceFirst("\\.$", "[]."), missing);
        }
    }
}
