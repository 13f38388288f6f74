package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.caller.docker.EngineTrouble.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known is served without the engine only while it cannot have started another container. */
class LinkTest {
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void nothingIsServedBeforeAnythingWasRead() {
        assertThat(trusted(new Link.Opening(NOW))).isEmpty();
    }

    @Test
    void engineOfThisMachineMayBeSilentWhileItsEventsAreFollowed() {
        assertThat(trusted(new Link.Following(NOW, true))).containsExactly(Kind.REFUSED, Kind.SILENT);
    }

    @Test
    void silenceOfAnEngineElsewhereSaysNothing() {
        assertThat(trusted(new Link.Following(NOW, false))).containsExactly(Kind.REFUSED);
    }

    @Test
    void engineThatIsDownIsBelievedUntilItIsHeardOfAgain() {
        assertThat(trusted(new Link.Cut(NOW, false))).containsExactly(Kind.REFUSED);
        assertThat(trusted(new Link.Cut(NOW, true))).isEmpty();
    }

    private static List<Kind> trusted(Link link) {
        return Arrays.stream(Kind.values()).filter(link::trusts).toList();
    }
}
