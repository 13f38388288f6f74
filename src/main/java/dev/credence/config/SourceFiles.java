package dev.credence.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the files that are to be read: directories stand for their {@code *.yaml} in alphabetical order. Blocks. */
final class SourceFiles {
    private static final long MAX_BYTES = 1 << 20;

    private SourceFiles() {}

    static List<Path> expand(List<Path> sources, Problems problems) {
        List<Path> files = new ArrayList<>();
        for (Path source : sources) {
            if (Files.isDirectory(source)) {
                files.addAll(list(source, problems));
            } else {
                files.add(source);
            }
        }
        files.forEach(file -> check(file, problems));
        return files;
    }

    private static List<Path> list(Path directory, Problems problems) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.yaml")) {
            for (Path entry : entries) {
                // Hidden files are what editors leave behind.
                if (!entry.getFileName().toString().startsWith(".") && !Files.isDirectory(entry)) {
                    files.add(entry);
                }
            }
        } catch (IOException unreadable) {
            problem(directory, ReferencedFiles.reason(unreadable), problems);
            return files;
        }
        if (files.isEmpty()) {
            problem(directory, "is a directory without any *.yaml file", problems);
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }

    private static void check(Path file, Problems problems) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                problem(file, "is not a file", problems);
            } else if (Files.size(file) > MAX_BYTES) {
                problem(file, "is larger than " + MAX_BYTES + " bytes", problems);
            } else {
                ReferencedFiles.probe(file);
            }
        } catch (IOException unreadable) {
            problem(file, ReferencedFiles.reason(unreadable), problems);
        }
    }

    private static void problem(Path file, String message, Problems problems) {
        problems.error(ConfigPath.ROOT, new Origin(file.toString(), 0), message);
    }
}
