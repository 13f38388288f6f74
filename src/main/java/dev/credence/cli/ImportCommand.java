package dev.credence.cli;

import dev.credence.migration.ForeignSettingsException;
import dev.credence.migration.Migration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: the settings of another gateway as our configuration. */
@Command(
        name = "import",
        description = {
            "Prints the configuration that does what another gateway was configured to do.",
            "Remarks name what has no equal. Read it, then try it with check and doctor."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar credence.jar import attache config.yaml > credence.yaml",
            "  java -jar credence.jar import alppaca /etc/alppaca",
            "  docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' metadataproxy \\",
            "      | java -jar credence.jar import metadataproxy -"
        })
final class ImportCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final int MOST_BYTES = 1 << 20;

    @Parameters(index = "0", paramLabel = "GATEWAY", description = "attache, metadataproxy or alppaca")
    private Migration gateway = Migration.ATTACHE;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description =
                    "its configuration: a YAML file (attache), a YAML file or a directory of them (alppaca), a file of"
                            + " NAME=value lines (metadataproxy); - for standard input")
    private String file = STANDARD_INPUT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            spec.commandLine().getOut().print(gateway.convert(read()));
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        } catch (ForeignSettingsException wrong) {
            err.println("credence: " + shown() + " " + wrong.getMessage());
        } catch (NoSuchFileException absent) {
            err.println("credence: " + file + " does not exist");
        } catch (AccessDeniedException forbidden) {
            err.println("credence: " + forbidden.getFile() + " may not be read by this user");
        } catch (IOException unreadable) {
            err.println("credence: " + shown() + " cannot be read: " + unreadable.getMessage());
        }
        return ExitCode.CONFIGURATION;
    }

    private String shown() {
        return file.equals(STANDARD_INPUT) ? "standard input" : file;
    }

    private List<String> read() throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return List.of(text(System.in));
        }
        Path path = Path.of(file);
        List<String> texts = new ArrayList<>();
        for (Path each : Files.isDirectory(path) ? yamlFiles(path) : List.of(path)) {
            try (InputStream input = Files.newInputStream(each)) {
                texts.add(text(input));
            }
        }
        return texts;
    }

    /** In the order in which yamlreader merges them, which alppaca reads its directory with. */
    private static List<Path> yamlFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> each.getFileName().toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static String text(InputStream input) throws IOException {
        byte[] bytes = input.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("it is larger than " + MOST_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
