package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeTime;
import dev.credence.testing.LogCapture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeaseJournalTest {
    @TempDir
    private Path folder;

    private final FakeTime time = new FakeTime();
    private Vertx vertx;
    private Context context;
    private LogCapture log;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        log = LogCapture.of(LeaseJournal.class.getName());
    }

    @AfterEach
    void stop() {
        log.close();
        VaultFixture.await(vertx.close());
    }

    @Test
    void changesThatComeTogetherAreWrittenTogether() throws IOException {
        LeaseJournal journal = journal(folder.resolve("leases.json"));

        on(() -> Future.join(IntStream.range(0, 100)
                .mapToObj(number -> journal.keep(lease(number)))
                .toList()));

        assertThat(Files.readString(folder.resolve("leases.json")).lines().filter(line -> line.contains("\"lease\"")))
                .hasSize(100);
    }

    @Test
    void whatEndedByItselfIsNotRemembered() {
        LeaseJournal journal = journal(folder.resolve("leases.json"));
        on(() -> journal.keep(lease(1)));
        time.advance(Duration.ofHours(1));

        on(() -> journal.keep(lease(2)));

        assertThat(folder.resolve("leases.json"))
                .content()
                .contains("aws/creds/app/2")
                .doesNotContain("aws/creds/app/1");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldOnceAndHoldsNothingUp() throws IOException {
        Files.writeString(folder.resolve("state"), "a file");
        LeaseJournal journal = journal(folder.resolve("state/leases.json"));

        on(() -> journal.keep(lease(1)));
        on(() -> journal.keep(lease(2)));

        assertThat(log.lines()).singleElement().asString().contains("leases cannot be written down");
        on(journal::close);
        assertThat(log.lines()).last().asString().contains("they end by themselves", "leases=\"2\"");
    }

    @Test
    void withoutAPlaceNothingIsRememberedAndTheEndTellsSo() {
        LeaseJournal journal = new LeaseJournal(vertx, Optional.empty(), time);
        on(() -> journal.keep(lease(1)));

        on(journal::close);

        assertThat(log.lines()).singleElement().asString().contains("they end by themselves");
    }

    @Test
    void twoGatewaysHaveAFileEachAndLeaveEachOthersLeasesAlone() {
        Path file = folder.resolve("leases.json");
        LeaseJournal first = journal(file);
        LeaseJournal second = journal(file);
        List<LeaseRecord> inherited = new CopyOnWriteArrayList<>();
        second.inherit(lease -> true, inherited::add);
        on(() -> first.keep(lease(1)));

        on(() -> {
            second.start(false);
            return second.keep(lease(2));
        });

        assertThat(inherited).isEmpty();
        assertThat(log.lines()).isEmpty();
        assertThat(file).content().contains("app/1").doesNotContain("app/2");
        assertThat(folder.resolve("leases.json.2")).content().contains("app/2").doesNotContain("app/1");
    }

    @Test
    void whatOneLeavesIsTakenOverByTheOtherThatRunsOn() {
        Path file = folder.resolve("leases.json");
        LeaseJournal first = journal(file);
        LeaseJournal second = journal(file);
        List<LeaseRecord> inherited = new CopyOnWriteArrayList<>();
        second.inherit(lease -> true, inherited::add);
        on(() -> first.keep(lease(1)));
        on(() -> {
            second.start(false);
            return second.keep(lease(2));
        });

        // As a crash, or the end of one that could not give it back: the lock is gone, the file is there.
        on(first::close);

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(inherited)
                .containsExactly(lease(1)));
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(file).doesNotExist();
            assertThat(folder.resolve("leases.json.2")).content().contains("app/1", "app/2");
        });
    }

    @Test
    void oneThatHadNoLeaseWhenTheOtherStartedIsLookedForAllTheSame() {
        Path file = folder.resolve("leases.json");
        LeaseJournal first = journal(file);
        LeaseJournal second = journal(file);
        List<LeaseRecord> inherited = new CopyOnWriteArrayList<>();
        second.inherit(lease -> true, inherited::add);
        on(() -> {
            second.start(true);
            return Future.succeededFuture();
        });
        LeaseRecord left = lease(1).heldUntil(time.instant().plusSeconds(60));
        on(() -> first.keep(left));

        on(() -> first.handOver(true).compose(known -> first.close()));

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(inherited)
                .containsExactly(left));
        assertThat(log.lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("leases left to the gateway that took over", "leases=\"1\"");
        assertThat(log.lines()).last().asString().contains("leases taken over", "leases=\"1\"");
    }

    @Test
    void whatIsLeftStaysLeftWhateverBecomesOfItsEnd() {
        Path file = folder.resolve("leases.json");
        LeaseJournal journal = journal(file);
        LeaseRecord left = lease(1).heldUntil(time.instant().plusSeconds(60));
        on(() -> journal.keep(left));

        on(() -> journal.keep(lease(1).until(time.instant().plusSeconds(7_200))));
        on(journal::close);

        assertThat(file)
                .content()
                .contains("held_until", left.heldUntil().orElseThrow().toString());
    }

    @Test
    void withoutAFileTheEndTellsThatNobodyRevokesWhatWasLeft() {
        LeaseJournal journal = new LeaseJournal(vertx, Optional.empty(), time);
        on(() -> journal.keep(lease(1).heldUntil(time.instant().plusSeconds(60))));

        on(() -> journal.handOver(true).compose(known -> journal.close()));

        assertThat(log.lines()).singleElement().asString().contains("nobody will revoke", "end by themselves");
    }

    @Test
    void whatIsInTwoFilesIsTakenOverOnce() throws IOException {
        Path file = folder.resolve("leases.json");
        LeaseJournal crashed = journal(file);
        on(() -> crashed.keep(lease(1)));
        Files.copy(file, folder.resolve("leases.json.2"), StandardCopyOption.COPY_ATTRIBUTES);
        on(crashed::close);
        LeaseJournal next = journal(file);
        List<LeaseRecord> inherited = new CopyOnWriteArrayList<>();
        next.inherit(lease -> true, inherited::add);

        on(() -> {
            next.start(false);
            return next.keep(lease(2));
        });

        assertThat(inherited).containsExactly(lease(1));
    }

    @Test
    void aStartTakesOverWhatSeveralCrashesLeft() {
        Path file = folder.resolve("leases.json");
        List<LeaseJournal> crashed =
                IntStream.range(0, 3).mapToObj(number -> journal(file)).toList();
        IntStream.range(0, 3).forEach(number -> on(() -> crashed.get(number).keep(lease(number))));
        crashed.forEach(journal -> on(journal::close));
        LeaseJournal next = journal(file);
        List<LeaseRecord> inherited = new CopyOnWriteArrayList<>();
        next.inherit(lease -> true, inherited::add);

        on(() -> {
            next.start(false);
            return next.keep(lease(3));
        });

        assertThat(inherited).containsExactlyInAnyOrder(lease(0), lease(1), lease(2));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(file).content().contains("app/0", "app/1", "app/2", "app/3"));
        assertThat(folder.resolve("leases.json.2")).doesNotExist();
        assertThat(folder.resolve("leases.json.3")).doesNotExist();
    }

    @Test
    void whatIsLeftAtTheEndIsCountedAndFoundByTheNextOne() {
        Path file = folder.resolve("leases.json");
        LeaseJournal first = journal(file);
        on(() -> first.keep(lease(1)));
        on(() -> first.keep(lease(2)));
        on(first::close);
        assertThat(log.lines()).singleElement().asString().contains("the next start does it", "leases=\"2\"");
        LeaseJournal next = new LeaseJournal(vertx, Optional.of(file), time);
        List<LeaseRecord> inherited = new CopyOnWriteArrayList<>();
        next.inherit(lease -> lease.lease().endsWith("2"), inherited::add);

        on(() -> {
            next.start(false);
            return next.keep(lease(3));
        });

        assertThat(inherited).containsExactly(lease(2));
        assertThat(log.lines()).last().asString().contains("are not given back", "leases=\"1\"");
        assertThat(file).content().contains("app/1", "app/2", "app/3");
    }

    private LeaseJournal journal(Path file) {
        return new LeaseJournal(vertx, Optional.of(file), time);
    }

    private LeaseRecord lease(int number) {
        return new LeaseRecord(
                "vault",
                "http://127.0.0.1:1",
                Optional.empty(),
                "aws/creds/app/" + number,
                "app",
                time.instant().plusSeconds(3_600));
    }

    private <T> T on(Supplier<Future<T>> action) {
        Promise<T> result = Promise.promise();
        context.runOnContext(started -> action.get().onComplete(result));
        return VaultFixture.await(result.future());
    }
}
