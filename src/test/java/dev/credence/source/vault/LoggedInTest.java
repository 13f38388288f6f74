package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultAuth;
import dev.credence.testing.FakeLogins;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeTime;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

/** A gateway that logs in with AppRole, and time that is wound by hand. */
abstract class LoggedInTest extends VaultTest {
    static final String LOGIN = "/v1/auth/approle/login";
    static final String RENEW = "/v1/auth/token/renew-self";
    /** Of the life of a token. */
    static final Duration TWO_THIRDS = Duration.ofSeconds(2400);

    final FakeTime time = new FakeTime();
    FakeLogins logins;

    @BeforeEach
    void logIn() {
        logins = vault.logins().at("auth/approle/login");
        gateway.time(time).auth(new VaultAuth.AppRole("approle", "r", Optional.empty(), false));
    }

    void awaitExpiry(VaultSource source, Duration fromStart) {
        Awaitility.await().untilAsserted(() -> assertThat(source.status().tokenExpires())
                .contains(new FakeTime().instant().plus(fromStart)));
    }

    void awaitHeld(int requests) {
        Awaitility.await().untilAsserted(() -> assertThat(vault.holding()).isEqualTo(requests));
    }

    void awaitTimers(int timers) {
        Awaitility.await().untilAsserted(() -> assertThat(time.timers()).isEqualTo(timers));
    }

    void awaitCount(String path, int requests) {
        Awaitility.await().untilAsserted(() -> assertThat(count(path)).isEqualTo(requests));
    }

    long count(String path) {
        return vault.requests().stream()
                .filter(request -> request.path().equals(path))
                .count();
    }

    FakeRequest last(String path) {
        return vault.requests().stream()
                .filter(request -> request.path().equals(path))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
