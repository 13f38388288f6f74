package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What is written about requests to Vault, and that it never is a secret. */
class VaultSecretsTest extends VaultTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> recorder = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };
    /** Ours, which may have a level of their own from whoever ran before. */
    private final Logger own = (Logger) LoggerFactory.getLogger("dev.credence");

    private Level before;
    private Level ownBefore;

    @BeforeEach
    void record() {
        before = root.getLevel();
        ownBefore = own.getLevel();
        root.setLevel(Level.TRACE);
        own.setLevel(Level.TRACE);
        recorder.setContext(root.getLoggerContext());
        recorder.start();
        root.addAppender(recorder);
    }

    @AfterEach
    void stop() {
        root.detachAppender(recorder);
        root.setLevel(before);
        own.setLevel(ownBefore);
    }

    @Test
    void writesNoSecretWhateverVaultAnswers() {
        String secret = "{\"data\":{\"secret_key\":\"" + FakeVault.CANARY + "\"";
        List<FakeReply> replies = List.of(
                FakeReply.of(200, secret),
                FakeReply.of(200, secret + "}}"),
                FakeReply.of(200, "\"" + FakeVault.CANARY),
                FakeReply.cut(secret),
                FakeReply.stuck(secret),
                FakeReply.reset(),
                FakeReply.of(503, FakeVault.CANARY),
                FakeReply.error(403, "the token " + FakeVault.TOKEN + " is dead"),
                FakeReply.redirect(307, "http://elsewhere/"));
        StringBuilder said = new StringBuilder().append(gateway.issue());
        VaultSource source = gateway.timeout(Duration.ofMillis(300)).retries(1).source();

        for (FakeReply reply : replies) {
            vault.always(reply);
            said.append(gateway.issue(source, APP)).append(source.status());
        }
        vault.close();
        said.append(gateway.issue(source, APP)).append(source.status()).append(gateway.config());
        vault = FakeVault.start(gateway.vertx);

        assertThat(said.toString()).contains("Issued").doesNotContain(FakeVault.CANARY);
        assertThat(gateway.registry.scrape()).doesNotContain(FakeVault.CANARY);
        assertThat(events)
                .isNotEmpty()
                .extracting(VaultSecretsTest::text)
                .noneMatch(line -> line.contains(FakeVault.CANARY));
    }

    @Test
    void writesOneLineForEachEnd() {
        VaultSource source = gateway.retries(1).source();
        vault.next(FakeReply.error(503, "Vault is sealed"));
        gateway.issue(source, APP);
        vault.fail(404, "{\"errors\":[]}");

        assertThat(gateway.issue(source, APP)).isInstanceOf(Outcome.NotFound.class);

        assertThat(events)
                .filteredOn(event -> event.getLoggerName().startsWith("dev.credence"))
                .extracting(event -> event.getLevel() + " " + event.getMessage() + " " + value(event, "outcome"))
                .containsExactly(
                        "DEBUG request to vault is repeated vault.sealed",
                        "DEBUG vault issued a credential ok",
                        "DEBUG vault issued no credential vault.path_not_found");
        assertThat(events)
                .filteredOn(event -> event.getMessage().equals("vault issued no credential"))
                .singleElement()
                .satisfies(event -> assertThat(event.getKeyValuePairs())
                        .extracting(pair -> pair.key)
                        .containsExactly("backend", "operation", "credential", "outcome", "duration_ms", "reason"));
    }

    private static String text(ILoggingEvent event) {
        String stack = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getFormattedMessage() + pairs(event) + stack;
    }

    private static Object value(ILoggingEvent event, String key) {
        return pairs(event).stream()
                .filter(pair -> pair.key.equals(key))
                .map(pair -> pair.value)
                .findFirst()
                .orElse("");
    }

    private static List<KeyValuePair> pairs(ILoggingEvent event) {
        return event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
    }
}
