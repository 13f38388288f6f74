package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HangupTest {
    private final AtomicInteger reloads = new AtomicInteger();
    private final Hangup hangup = Hangup.install();

    @Test
    void aSignalThatComesBeforeTheGatewayRunsIsHandledOnceItDoes() {
        hangup.signalled();
        hangup.signalled();

        hangup.handle(reloads::incrementAndGet);

        assertThat(reloads).hasValue(1);
    }

    @Test
    void everySignalOfARunningGatewayIsHandled() {
        hangup.handle(reloads::incrementAndGet);

        hangup.signalled();
        hangup.signalled();

        assertThat(reloads).hasValue(2);
    }
}
