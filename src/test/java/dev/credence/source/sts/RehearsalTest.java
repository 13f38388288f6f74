package dev.credence.source.sts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.BreakerConfig;
import dev.credence.config.RateLimit;
import dev.credence.config.StsConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

class RehearsalTest {
    /** Nobody listens there, so whoever asked would fail. */
    private static final StsConfig NOWHERE = new StsConfig(
            "accounts",
            Optional.of("eu-west-1"),
            Optional.of(URI.create("http://127.0.0.1:9")),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            0,
            RateLimit.NONE,
            BreakerConfig.DEFAULT);

    @Test
    void goesTheWholeWayOfAQuestionAndItsAnswerWithoutAskingAnyone() {
        assertThat(AwsSdk.rehearse(NOWHERE, Region.EU_WEST_1))
                .isCompletedWithValueMatching(
                        answer -> answer.credentials().accessKeyId().equals(Rehearsal.NOBODY.accessKeyId()));
    }
}
