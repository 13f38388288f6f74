package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CredentialLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("credence.credential");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ServiceFixture fixture = new ServiceFixture();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void saysNothingOfAHit() {
        fixture.ask("app");
        lines.list.clear();

        fixture.ask("app");

        assertThat(lines.list).isEmpty();
    }

    @Test
    void warnsOnceOfACredentialTooShortForInstanceMetadata() {
        fixture.issuer.issuing(Duration.ofMinutes(15));
        fixture.ask("app");

        fixture.time.advance(Duration.ofMinutes(30));

        assertThat(messages())
                .filteredOn(line -> line.contains("less than 20 minutes"))
                .hasSize(1);
        assertThat(messages()).filteredOn("credential issued"::equals).hasSizeGreaterThan(2);
    }

    @Test
    void doesNotRepeatTheSameFailureForEveryCallerOfAnOutage() {
        fixture.issuer.failing(ServiceFixture.DOWN);

        for (int second = 0; second < 20; second++) {
            fixture.ask("app");
            fixture.time.advance(Duration.ofSeconds(1));
        }

        assertThat(messages()).containsOnly("credential not issued: down").hasSize(2);
    }

    /** Those that wait for the same call, and renewals, which nobody asks for, have none. */
    @Test
    void hasTheIdOfTheRequestThatBeganTheCall() {
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.service.get(ServiceFixture.key("app"), "10.0.0.1", "first");
        fixture.issuer.healed();
        fixture.service.get(ServiceFixture.key("other"), "10.0.0.1", "second");
        fixture.service.get(ServiceFixture.key("other"), "10.0.0.1", "hit");
        fixture.time.advance(Duration.ofMinutes(40));

        assertThat(requests("credential not issued: down")).containsExactly("first");
        assertThat(requests("credential issued")).contains("second").doesNotContain("hit");
        assertThat(requests("credential issued").stream().filter(String::isEmpty))
                .isNotEmpty();
    }

    @Test
    void hasTheIdOfTheRequestThatIsLimited() {
        ServiceFixture limited = new ServiceFixture(new KeyLimits(100, Map.of(), 1, 1));
        limited.service.get(ServiceFixture.key("app"), "10.0.0.1", "first");
        limited.service.get(ServiceFixture.key("other"), "10.0.0.1", "second");

        assertThat(requests("caller limited: too many first requests, see limits.misses"))
                .containsExactly("second");
    }

    /** Of the lines with that message; empty text for a line without one. */
    private List<String> requests(String message) {
        return lines.list.stream()
                .filter(line -> line.getFormattedMessage().equals(message))
                .map(CredentialLogTest::request)
                .toList();
    }

    private static String request(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals("request_id"))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElse("");
    }

    @Test
    void tellsADifferentFailureAtOnce() {
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.ask("app");

        fixture.issuer.failing(ServiceFixture.DENIED);
        fixture.ask("app");

        assertThat(messages()).containsExactly("credential not issued: down", "credential not issued: no");
    }
}
