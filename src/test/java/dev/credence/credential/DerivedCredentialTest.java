package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One credential made from another: an access token from a password. And leases, which are given back. */
class DerivedCredentialTest {
    private static final CredentialKey BASE =
            new CredentialKey(Cloud.AZURE, "app", "vault", Map.of(CredentialKey.ROLE, "app"));
    private static final CredentialKey DERIVED = BASE.derive("vault", Map.of(CredentialKey.RESOURCE, "r"));

    private final ServiceFixture fixture = new ServiceFixture();

    @Test
    void keysThatAreMadeFromDifferentOnesDiffer() {
        CredentialKey other = new CredentialKey(Cloud.AZURE, "app", "vault", Map.of(CredentialKey.ROLE, "other"));

        assertThat(other.derive("vault", Map.of(CredentialKey.RESOURCE, "r"))).isNotEqualTo(DERIVED);
        assertThat(BASE.derive("vault", Map.of(CredentialKey.RESOURCE, "r"))).isEqualTo(DERIVED);
        assertThat(DERIVED.base()).contains(BASE);
        assertThat(DERIVED.variant()).contains("r");
    }

    @Test
    void whoDerivesWaitsForTheEndOfTheCallWhereCallersLeave() {
        fixture.issuer.hold();
        Future<Answer> derives = fixture.service.base(BASE);
        Future<Answer> caller = fixture.service.get(BASE, "10.0.0.1", "");

        fixture.time.advance(Duration.ofSeconds(30));
        assertThat(caller.isComplete()).isTrue();
        assertThat(derives.isComplete()).isFalse();
        fixture.issuer.release();

        assertThat(derives.result()).isInstanceOf(Answer.Found.class);
        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void theBaseOfACredentialInUseIsNotIdle() {
        fixture.issuer.issuing(Duration.ofHours(12));
        fixture.service.base(BASE);
        for (int i = 0; i < 5; i++) {
            fixture.service.get(DERIVED, "10.0.0.1", "");
            fixture.time.advance(Duration.ofMinutes(59));
        }
        assertThat(fixture.dropped).isEmpty();

        fixture.time.advance(Duration.ofHours(3));

        assertThat(fixture.dropped).containsExactlyInAnyOrder("app idle", "app idle");
    }

    @Test
    void aLeaseIsGivenBackWhenItsCredentialIsReplaced() {
        fixture.issuer.leasing().principals();
        fixture.service.base(BASE);

        fixture.time.advance(Duration.ofMinutes(31));

        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    @Test
    void aLeaseIsGivenBackWhenItsCredentialIsDropped() {
        fixture.issuer.leasing().issuing(Duration.ofHours(12));
        fixture.service.base(BASE);

        fixture.service.drop("app");

        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    @Test
    void aLeaseThatEndedByItselfIsLeftAlone() {
        fixture.issuer.leasing().issuing(Duration.ofMinutes(10));
        fixture.service.base(BASE);
        fixture.issuer.failing(ServiceFixture.DOWN);

        fixture.time.advance(Duration.ofMinutes(11));

        assertThat(fixture.dropped).containsExactly("app expired");
        assertThat(fixture.issuer.released()).isEmpty();
    }

    @Test
    void allLeasesAreGivenBackAtTheEndAndThoseThatComeAfterItToo() {
        fixture.issuer.leasing();
        fixture.service.base(BASE);
        fixture.issuer.hold();
        fixture.service.base(DERIVED);

        fixture.service.close();
        fixture.issuer.release();

        assertThat(fixture.issuer.released()).containsExactly("lease-1", "lease-2");
    }

    @Test
    void aLeaseThatComesForADroppedKeyIsGivenBackAndNobodyGetsTheCredential() {
        fixture.issuer.leasing().hold();
        Future<Answer> answer = fixture.service.get(BASE, "10.0.0.1", "");
        fixture.service.drop("app");

        fixture.issuer.release();

        assertThat(ServiceFixture.refusal(answer)).isEqualTo("backend.dropped");
        assertThat(fixture.issuer.released()).containsExactly("lease-1");
    }

    @Test
    void whatIsFoundNotToWorkIsReplacedButServedUntilThen() {
        fixture.service.prefetch(Cloud.AZURE, Set.of(BASE));
        fixture.time.advance(Duration.ofMinutes(5));
        fixture.issuer.hold();

        fixture.service.replace(BASE);
        fixture.service.replace(BASE);

        assertThat(fixture.issuer.calls()).isEqualTo(2);
        assertThat(fixture.service.get(BASE, "10.0.0.1", "").result()).isInstanceOf(Answer.Found.class);
    }

    @Test
    void whatIsNewIsNotReplaced() {
        fixture.service.base(BASE);

        fixture.service.replace(BASE);

        assertThat(fixture.issuer.calls()).isEqualTo(1);
    }

    @Test
    void aCallerThatAsksForTooManyResourcesGivesUpItsLeastUsed() {
        ServiceFixture limited = new ServiceFixture(new KeyLimits(100, Map.of(Cloud.AZURE, 2), 0, 0));
        for (String resource : new String[] {"a", "b", "a", "c"}) {
            limited.service.get(BASE.derive("vault", Map.of(CredentialKey.RESOURCE, resource)), "10.0.0.1", "");
            limited.time.advance(Duration.ofSeconds(2));
        }
        limited.service.get(BASE.derive("vault", Map.of(CredentialKey.RESOURCE, "d")), "10.0.0.2", "");

        assertThat(limited.service.status())
                .extracting(status -> status.variant().orElse(""))
                .containsExactlyInAnyOrder("a", "c", "d");
    }

    @Test
    void resourcesThatAreAllBeingFetchedLeaveNoRoomForOneMore() {
        ServiceFixture limited = new ServiceFixture(new KeyLimits(100, Map.of(Cloud.AZURE, 1), 0, 0));
        limited.issuer.hold();
        limited.service.get(DERIVED, "10.0.0.1", "");

        Future<Answer> next =
                limited.service.get(BASE.derive("vault", Map.of(CredentialKey.RESOURCE, "next")), "10.0.0.1", "");

        assertThat(ServiceFixture.refusal(next)).isEqualTo("limit.variants");
    }
}
