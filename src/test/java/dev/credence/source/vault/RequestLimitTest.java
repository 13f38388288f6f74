package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.RateLimit;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialIssuer;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialService;
import dev.credence.credential.CredentialState;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.Outcome;
import dev.credence.credential.RefreshPolicy;
import dev.credence.source.RequestLimit;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** In no time, however it is laid, do more requests go out than the rate limit says. */
class RequestLimitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeTime time = new FakeTime();
    private final List<Long> sent = new ArrayList<>();

    @Test
    void letsTheBurstGoAtOnceAndTheRestAtTheRate() {
        RequestLimit limit = limit(20, 40);

        for (int i = 0; i < 50; i++) {
            request(limit);
        }
        assertThat(sent).hasSize(40).containsOnly(0L);

        time.advance(Duration.ofMillis(500));
        assertThat(sent).hasSize(50).endsWith(Duration.ofMillis(500).toNanos());
    }

    @Test
    void bringsNoSecondBurstAtTheBorderOfACycle() {
        RequestLimit limit = limit(20, 40);
        // The last moment of what would be a cycle of two seconds.
        time.advance(Duration.ofMillis(1_999));
        for (int i = 0; i < 200; i++) {
            request(limit);
        }

        time.advance(Duration.ofMillis(2));

        assertThat(sent).hasSize(40);
    }

    @Test
    void refusesAtOnceWhatWouldHaveToWaitTooLong() {
        RequestLimit limit = limit(1, 1);
        List<Future<Boolean>> answers =
                IntStream.range(0, 20).mapToObj(i -> limit.permit()).toList();

        assertThat(answers.subList(11, 20)).allMatch(answer -> answer.isComplete() && !answer.result());
        time.advance(PATIENCE);
        assertThat(answers.subList(0, 11)).allMatch(Future::result);
        assertThat(time.timers()).isZero();
    }

    @Test
    void limitsNothingWhenThereIsNoLimit() {
        RequestLimit limit = new RequestLimit(RateLimit.NONE, PATIENCE, time, time);

        IntStream.range(0, 10_000).forEach(i -> request(limit));

        assertThat(sent).hasSize(10_000);
    }

    @Test
    void countsHugeBurstsAtLowRatesWithoutOverflow() {
        RequestLimit limit = limit(1 / 60.0, 999_999_999);

        IntStream.range(0, 1_000).forEach(i -> request(limit));

        assertThat(sent).hasSize(1_000);
    }

    @Property(tries = 200)
    void holdsInEveryWindowWheneverRequestsCome(
            @ForAll @IntRange(min = 1, max = 50) int rate,
            @ForAll @IntRange(min = 1, max = 20) int burst,
            @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 400) Integer> gaps) {
        sent.clear();
        RequestLimit limit = limit(rate, burst);

        for (int gap : gaps) {
            time.advance(Duration.ofMillis(gap));
            request(limit);
            request(limit);
        }
        time.advance(PATIENCE);

        assertNeverExceeded(rate, burst);
    }

    @Test
    void aThousandKeysThatAreDueAtOnceAreRenewedAtTheRateAndAllInTime() {
        RequestLimit limit = limit(20, 40);
        CredentialService service = service(limit);
        service.prefetch(
                Cloud.AWS,
                IntStream.range(0, 1_000)
                        .mapToObj(i -> VaultFixture.key("app-" + i))
                        .collect(Collectors.toSet()));
        time.advance(Duration.ofHours(2));

        assertThat(sent).hasSizeGreaterThan(3_000);
        assertNeverExceeded(20, 40);
        assertThat(service.status()).hasSize(1_000).allMatch(status -> status.state() == CredentialState.FRESH);
    }

    /** With a jitter of nothing, so that all come due as close together as the limit let them come. */
    private CredentialService service(RequestLimit limit) {
        CredentialIssuer issuer = key -> limit.permit().map(permitted -> outcome(key, permitted));
        return new CredentialService(
                Map.of("vault", issuer),
                new RefreshPolicy(0.5, Duration.ofMinutes(20), 0, Duration.ofDays(1), Duration.ofMillis(900)),
                new KeyLimits(10_000, Map.of(), 0, 0),
                new Clockwork(time, time, new Random(1)),
                List.of());
    }

    private Outcome outcome(CredentialKey key, boolean permitted) {
        if (!permitted) {
            return VaultErrors.rateLimited("vault", PATIENCE);
        }
        sent.add(time.nanoTime());
        return new Outcome.Issued(
                new AwsCredential(
                        "ASIA" + key.credential(),
                        Secret.of("secret"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                time.instant().plus(Duration.ofHours(1)));
    }

    private void assertNeverExceeded(int rate, int burst) {
        for (int first = 0; first < sent.size(); first++) {
            // Were there more than that many from any one on, the window from it to the last of them would hold too
            // many.
            int last = Math.min(sent.size() - 1, first + burst + rate);
            for (int i = first; i <= last; i++) {
                double seconds = (sent.get(i) - sent.get(first)) / 1e9;
                assertThat(i - first + 1).isLessThanOrEqualTo((int) (rate * seconds + burst + 1e-6));
            }
        }
    }

    private void request(RequestLimit limit) {
        limit.permit().onSuccess(permitted -> {
            if (permitted) {
                sent.add(time.nanoTime());
            }
        });
    }

    private RequestLimit limit(double rate, int burst) {
        return new RequestLimit(new RateLimit(rate, burst), PATIENCE, time, time);
    }
}
