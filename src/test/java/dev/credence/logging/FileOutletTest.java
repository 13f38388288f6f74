package dev.credence.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.config.LogSink.LogFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    private void write(String... lines) throws IOException {
        for (String line : lines) {
            file.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }
}
