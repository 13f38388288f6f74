package dev.credence.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.config.HostPort;
import dev.credence.config.LogFormat;
import dev.credence.config.LogSink;
import dev.credence.config.LogSink.LogFile;
import dev.credence.config.LogSink.Protocol;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogExaminationTest {
    /** Longer than a part of a name may be, so that no server is asked for it. */
    private static final LogSink UNKNOWN =
            new LogSink.Syslog(new HostPort("x".repeat(64) + ".invalid", 514), Protocol.UDP, 3);

    @TempDir
    Path folder;

    /** While a machine comes up its workloads need credentials, whether or not a name server is there already. */
    @Test
    void aServerWhoseNameIsNotKnownIsAProblemButDoesNotEndTheStart() {
        LogFile file = new LogFile(folder.resolve("log"), 1 << 20, 5);
        LogExamination examination = new LogExamination(Lines.config(LogFormat.TEXT, file, UNKNOWN));

        assertThat(examination.problems()).singleElement().asString().contains("is not known here");
        examination.open();

        assertThat(folder.resolve("log")).isRegularFile();
    }

    @Test
    void everyFileThatCannotBeCreatedIsToldOfAtOnce() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        LogExamination examination = new LogExamination(Lines.config(
                LogFormat.TEXT, new LogFile(folder.resolve("no/log"), 1 << 20, 5), new LogFile(directory, 1 << 20, 5)));

        assertThatThrownBy(examination::open)
                .isInstanceOfSatisfying(UnusableLogException.class, unusable -> assertThat(unusable.problems())
                        .hasSize(2)
                        .anyMatch(problem -> problem.contains("no/log cannot be written: no such directory"))
                        .anyMatch(problem -> problem.contains("directory cannot be written: it is a directory")));
        assertThat(examination.problems()).hasSize(2);
    }

    /** Opening it would wait for somebody who reads. */
    @Test
    void aPipeIsNotOpened() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        LogExamination examination = new LogExamination(Lines.config(LogFormat.TEXT, new LogFile(pipe, 1 << 20, 5)));

        examination.open();

        assertThat(examination.problems()).isEmpty();
    }
}
