package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What callers cause is bounded, and one cannot harm another. */
class KeyLimitsTest {
    @Test
    void dropsTheLeastUsedKeyOfTheCallerThatBringsTooMany() {
        ServiceFixture fixture = new ServiceFixture(new KeyLimits(3, Map.of(), 0, 0));
        for (String name : new String[] {"a", "b", "c"}) {
            fixture.ask(name, "greedy");
            fixture.time.advance(Duration.ofSeconds(2));
        }
        fixture.ask("a", "greedy");

        fixture.ask("d", "greedy");

        assertThat(fixture.dropped).containsExactly("b evicted");
        assertThat(fixture.service.size()).isEqualTo(3);
    }

    @Test
    void neverDropsTheKeyOfACallerThatHoldsFewer() {
        ServiceFixture fixture = new ServiceFixture(new KeyLimits(4, Map.of(), 0, 0));
        fixture.ask("modest", "modest");
        fixture.time.advance(Duration.ofSeconds(10));

        IntStream.range(0, 50).forEach(i -> fixture.ask("greedy-" + i, "greedy"));

        assertThat(fixture.dropped).hasSize(47).doesNotContain("modest evicted");
        assertThat(fixture.given("modest")).isEqualTo("ASIA0000000000000001");
    }

    @Test
    void givesANewcomerThePlaceOfTheOneThatHoldsMost() {
        ServiceFixture fixture = new ServiceFixture(new KeyLimits(4, Map.of(), 0, 0));
        IntStream.range(0, 4).forEach(i -> fixture.ask("greedy-" + i, "greedy"));

        fixture.ask("mine", "newcomer");

        assertThat(fixture.dropped).containsExactly("greedy-0 evicted");
    }

    @Test
    void refusesWhenOnlyPrefetchedKeysCouldGo() {
        ServiceFixture fixture = new ServiceFixture(new KeyLimits(1, Map.of(), 0, 0));
        fixture.service.prefetch(Cloud.AWS, Set.of(ServiceFixture.key("fixed")));

        assertThat(fixture.refusal("other")).isEqualTo("limit.keys");
        assertThat(fixture.given("fixed")).isEqualTo("ASIA0000000000000001");
    }

    @Test
    void limitsTheFirstFetchesOfACallerAndOfNobodyElse() {
        ServiceFixture fixture = new ServiceFixture(new KeyLimits(100, Map.of(), 1, 2));
        fixture.ask("a", "greedy");
        fixture.ask("b", "greedy");

        assertThat(ServiceFixture.refusal(fixture.ask("c", "greedy"))).isEqualTo("limit.misses");
        assertThat(fixture.ask("c", "modest").result()).isInstanceOf(Answer.Found.class);
        assertThat(fixture.issuer.calls()).isEqualTo(3);
    }

    @Test
    void servesHitsToACallerThatHasUsedUpItsMisses() {
        ServiceFixture fixture = new ServiceFixture(new KeyLimits(100, Map.of(), 1, 1));
        fixture.ask("a", "greedy");
        fixture.ask("b", "greedy");

        assertThat(fixture.ask("a", "greedy").result()).isInstanceOf(Answer.Found.class);
    }

    @Test
    void doesNotCountCallersThatJoinACallUnderWay() {
        ServiceFixture fixture = new ServiceFixture(new KeyLimits(100, Map.of(), 1, 1));
        fixture.issuer.hold();
        var first = fixture.ask("a", "one");
        var joined = fixture.ask("a", "one");

        fixture.issuer.release();

        assertThat(first.result()).isInstanceOf(Answer.Found.class);
        assertThat(joined.result()).isEqualTo(first.result());
    }
}
