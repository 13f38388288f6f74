package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalActionTest {
    private final AtomicInteger reloads = new AtomicInteger();
    private final SignalAction action = SignalAction.on("HUP");

    @Test
    void aSignalThatComesBeforeTheGatewayRunsIsHandledOnceItDoes() {
        action.signalled();
        action.signalled();

        action.handle(reloads::incrementAndGet);

        assertThat(reloads).hasValue(1);
    }

    @Test
    void everySignalOfARunningGatewayIsHandled() {
        action.handle(reloads::incrementAndGet);

        action.signalled();
        action.signalled();

        assertThat(reloads).hasValue(2);
    }
}
