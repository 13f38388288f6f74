package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseFileTest {
    private static final LeaseRecord LEASE = new LeaseRecord(
            "vault",
            "http://127.0.0.1:1",
            Optional.of("team/a"),
            "aws/creds/app/1",
            "app",
            Instant.parse("2026-03-01T13:00:00Z"));

    @TempDir
    private Path folder;

    private Path path;
    private LeaseFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("leases.json");
        file = new LeaseFile(path);
    }

    @Test
    void givesTheNextGatewayWhatThisOneWrote() throws IOException {
        file.write(List.of(LEASE));
        file.close();

        assertThat(new LeaseFile(path).readIfThere()).containsExactly(LEASE);
    }

    @Test
    void knowsUntilWhenWorkloadsHoldWhatWasLeft() throws IOException {
        LeaseRecord left = LEASE.heldUntil(Instant.parse("2026-03-01T12:30:00Z"));
        file.write(List.of(left));
        file.close();

        assertThat(new LeaseFile(path).readIfThere()).containsExactly(left);
    }

    @Test
    void isGoneWhenThereIsNothingToRemember() throws IOException {
        file.write(List.of(LEASE));

        file.write(List.of());

        assertThat(path).doesNotExist();
    }

    @Test
    void leavesNoTraceBeforeThereIsSomethingToRemember() throws IOException {
        assertThat(file.readIfThere()).isEmpty();
        file.write(List.of());
        file.close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void neverOverwritesWhatItHasNotRead() throws IOException {
        file.write(List.of(LEASE));
        file.close();
        LeaseRecord other = LEASE.until(Instant.parse("2026-03-01T14:00:00Z"));

        assertThat(new LeaseFile(path).write(List.of(other))).containsExactly(LEASE);

        assertThat(path).content().contains("13:00", "14:00");
    }

    @Test
    void isHeldByOneGatewayAtATime() throws IOException {
        file.write(List.of(LEASE));
        LeaseFile second = new LeaseFile(path);

        assertThatThrownBy(second::readIfThere).isInstanceOf(IOException.class).hasMessageContaining("another gateway");
        assertThatThrownBy(() -> second.write(List.of(LEASE))).isInstanceOf(IOException.class);
        file.close();

        assertThat(second.readIfThere()).containsExactly(LEASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"version\":2,\"leases\":[]}",
                "{\"version\":1,\"leases\":{}}",
                "{\"version\":1,\"leases\":[7]}",
                "{\"version\":1,\"leases\":[{\"backend\":\"vault\"}]}",
                "{\"version\":1,\"leases\":[{\"backend\":\"v\",\"address\":\"a\",\"namespace\":\"\",\"lease\":\"l\","
                        + "\"credential\":\"c\",\"expires\":\"soon\"}]}",
                "{\"version\":1,\"leases\":[{\"backend\":\"v\",\"address\":\"a\",\"namespace\":\"\",\"lease\":\"l\","
                        + "\"credential\":\"c\",\"expires\":\"2026-03-01T13:00:00Z\",\"held_until\":7}]}"
            })
    void aDamagedFileIsPutAsideAndReplaced(String content) throws IOException {
        write(content, "rw-------");
        try (LogCapture log = LogCapture.of(LeaseFile.class.getName())) {
            assertThat(file.readIfThere()).isEmpty();

            assertThat(log.lines()).singleElement().asString().contains("file of leases ignored", "damaged");
        }
        assertThat(folder.resolve("leases.json.rejected")).content().isEqualTo(content);
        file.write(List.of(LEASE));
        assertThat(path).content().contains("aws/creds/app/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void aFileThatOthersCanReachIsNotBelieved(String permissions) throws IOException {
        write("{\"version\":1,\"leases\":[]}", permissions);

        assertThat(file.readIfThere()).isEmpty();

        assertThat(path).doesNotExist();
        assertThat(folder.resolve("leases.json.rejected")).exists();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "{\"version\":1,\"leases\":[]}");
        Files.createSymbolicLink(path, elsewhere);

        assertThat(file.readIfThere()).isEmpty();
        file.write(List.of(LEASE));

        assertThat(elsewhere).content().doesNotContain("aws/creds");
        assertThat(Files.isSymbolicLink(path)).isFalse();
    }

    @Test
    void aFolderThatCannotBeHadIsTold() throws IOException {
        Files.writeString(folder.resolve("state"), "a file");

        assertThatThrownBy(() -> new LeaseFile(folder.resolve("state/leases.json")).write(List.of(LEASE)))
                .isInstanceOf(IOException.class);
    }

    private void write(String content, String permissions) throws IOException {
        Files.writeString(path, content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
