package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
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

    @Test
    void tellsADifferentFailureAtOnce() {
        fixture.issuer.failing(ServiceFixture.DOWN);
        fixture.ask("app");

        fixture.issuer.failing(ServiceFixture.DENIED);
        fixture.ask("app");

        assertThat(messages()).containsExactly("credential not issued: down", "credential not issued: no");
    }
}
