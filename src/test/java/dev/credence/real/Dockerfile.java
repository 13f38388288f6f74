package dev.credence.real;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the last stage of the Dockerfile says about running the image. */
final class Dockerfile {
    private final String stage;

    private Dockerfile(String stage) {
        this.stage = stage;
    }

    static Dockerfile read() throws IOException {
        String joined = Files.readString(path()).replaceAll("\\\\\n\\s*", " ");
        return new Dockerfile(joined.substring(joined.lastIndexOf("\nFROM ")));
    }

    static Path path() {
        return Tools.file("Dockerfile");
    }

    /** An instruction that is a command in the exec form; any other form fails the test, for it needs a shell. */
    List<String> command(String instruction) {
        Matcher line =
                Pattern.compile("(?m)^" + instruction + " [^\\[\n]*(\\[.*])$").matcher(stage);
        if (!line.find()) {
            throw new AssertionError("no " + instruction + " in the exec form in\n" + stage);
        }
        return new JsonArray(line.group(1)).stream().map(String.class::cast).toList();
    }

    /** The one word of an instruction. */
    String word(String instruction) {
        Matcher line = Pattern.compile("(?m)^" + instruction + " (\\S+)$").matcher(stage);
        if (!line.find()) {
            throw new AssertionError("no " + instruction + " in\n" + stage);
        }
        return line.group(1);
    }
}
