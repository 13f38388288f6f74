package dev.credence.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.config.LogSink;
import dev.credence.config.LogSink.LogFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutletTest {
    @TempDir
    Path folder;

    private Path path;
    private FileOutlet file;

    @BeforeEach
    void make() {
        path = folder.resolve("credence.log");
        file = new FileOutlet(new LogFile(path, 10, 2));
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void isSetAsideBeforeALineWouldMakeItTooLargeAndTheOldestGoes() throws IOException {
        write("one..\n", "two..\n", "three\n", "four.\n");

        assertThat(path).hasContent("four.\n");
        assertThat(folder.resolve("credence.log.1")).hasContent("three\n");
        assertThat(folder.resolve("credence.log.2")).hasContent("two..\n");
        assertThat(folder.resolve("credence.log.3")).doesNotExist();
    }

    @Test
    void aLineThatIsLongerThanAFileIsWrittenWhole() throws IOException {
        write("a line that is longer than a file\n", "next\n");

        assertThat(path).hasContent("next\n");
        assertThat(folder.resolve("credence.log.1")).hasContent("a line that is longer than a file\n");
    }

    @Test
    void whatWasThereBeforeCounts() throws IOException {
        Files.writeString(path, "before\n");

        write("after\n");

        assertThat(folder.resolve("credence.log.1")).hasContent("before\n");
        assertThat(path).hasContent("after\n");
    }

    @Test
    void noneIsKeptIfNoneIsWanted() throws IOException {
        file = new FileOutlet(new LogFile(path, 10, 0));

        write("one..\n", "two..\n");

        assertThat(path).hasContent("two..\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.1");
    }

    @Test
    void followsItsNameWhenSomebodyElseHasMovedIt() throws IOException {
        write("one\n");
        Files.move(path, folder.resolve("moved"));
        write("two\n");
        // As logrotate does it with "create".
        Files.move(path, folder.resolve("again"));
        Files.createFile(path);
        write("three\n");

        assertThat(folder.resolve("moved")).hasContent("one\n");
        assertThat(folder.resolve("again")).hasContent("two\n");
        assertThat(path).hasContent("three\n");
    }

    @Test
    void goesOnAtItsBeginningWhenSomebodyElseHasEmptiedIt() throws IOException {
        write("one....\n");
        Files.writeString(path, "");
        write("two....\n");

        assertThat(path).hasContent("two....\n");
        assertThat(folder.resolve("credence.log.1")).doesNotExist();
    }

    @Test
    void isNotForOthersToRead() throws IOException {
        write("one\n");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .matches("rw-[r-]-----");
    }

    @Test
    void saysThatItCannotBeWrittenAndGoesOnWhenItCan() throws IOException {
        Path away = folder.resolve("away");
        file = new FileOutlet(new LogFile(away.resolve("credence.log"), 10, 2));

        assertThatThrownBy(() -> write("one\n")).isInstanceOf(IOException.class);
        Files.createDirectory(away);
        write("one\n");

        assertThat(away.resolve("credence.log")).hasContent("one\n");
    }

    @Test
    void whatALinkLeadsToIsSetAsideWhereItIs() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Files.createSymbolicLink(path, disk.resolve("real.log"));

        write("one..\n", "two..\n", "three\n");

        assertThat(path).isSymbolicLink().hasContent("three\n");
        assertThat(disk.resolve("real.log.1")).hasContent("two..\n");
        assertThat(disk.resolve("real.log.2")).hasContent("one..\n");
        assertThat(folder.resolve("credence.log.1")).doesNotExist();
    }

    @Test
    void whatCannotBeSetAsideGrowsOnAndIsToldOfNowAndThen() throws IOException {
        // A directory that is not empty makes room for nobody.
        Files.createDirectories(folder.resolve("credence.log.1/full"));
        List<String> told = new ArrayList<>();
        file = new FileOutlet(new LogFile(path, 10, 1), new SinkReport() {
            @Override
            void grows(LogSink sink, Exception why) {
                told.add(sink.label());
            }
        });

        write("one..\n", "two..\n", "three\n");
        assertThat(path).hasContent("one..\ntwo..\nthree\n");
        assertThat(told).hasSize(2).containsOnly(path.toString());

        Files.delete(folder.resolve("credence.log.1/full"));
        write("four.\n", "five.\n", "six..\n");
        assertThat(path).hasContent("six..\n");
        assertThat(folder.resolve("credence.log.1")).isRegularFile();
    }

    @Test
    void devicesAreNotSetAside() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/null"));
        file = new FileOutlet(new LogFile(link, 10, 2));

        write("one..\n", "two..\n");

        assertThat(link).isSymbolicLink();
        assertThat(folder).isDirectoryNotContaining("glob:**.1");
    }

    /** As {@code /dev/stderr} is, which leads to a file when the shell has sent it there. */
    @Test
    void anOpenFileOfTheProcessIsNotSetAside() throws IOException {
        try (var open = Files.newOutputStream(path);
                var all = Files.list(Path.of("/proc/self/fd"))) {
            Path descriptor = all.filter(one -> leadsTo(one, path)).findFirst().orElseThrow();
            Path link = Files.createSymbolicLink(folder.resolve("stderr"), descriptor);
            file = new FileOutlet(new LogFile(link, 10, 2));

            write("one..\n", "two..\n");
            open.flush();
        }
        assertThat(path).hasContent("one..\ntwo..\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.1");
    }

    private static boolean leadsTo(Path link, Path path) {
        try {
            return Files.readSymbolicLink(link).equals(path.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    private void write(String... lines) throws IOException {
        for (String line : lines) {
            file.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }
}
