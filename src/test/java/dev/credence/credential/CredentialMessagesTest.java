package dev.credence.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialMessagesTest {

    @Test
    void everyTypeThatIsSentHasACodec() {
        List<Class<?>> sent = new ArrayList<>(Stream.of(CredentialMessages.class.getDeclaredClasses())
                .filter(Class::isRecord)
                .toList());
        sent.addAll(List.of(Answer.class.getPermittedSubclasses()));
        sent.add(IssuedCredential.class);

        assertThat(codecs().keySet()).containsExactlyInAnyOrderElementsOf(sent);
    }

    @ParameterizedTest
    @MethodSource("registered")
    void noCodecWritesToAWire(MessageCodec<Object, ?> codec) {
        Buffer wire = Buffer.buffer();

        assertThatIllegalStateException().isThrownBy(() -> codec.encodeToWire(wire, new Object()));
        assertThat(wire.length()).isZero();
    }

    @ParameterizedTest
    @MethodSource("registered")
    void noCodecReadsFromAWire(MessageCodec<Object, ?> codec) {
        assertThatIllegalStateException().isThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer("made up")));
    }

    @ParameterizedTest
    @MethodSource("registered")
    void messagesAreHandedOverAsTheyAre(MessageCodec<Object, ?> codec) {
        Object message = new Object();

        assertThat(codec.transform(message)).isSameAs(message);
    }

    @ParameterizedTest
    @MethodSource("registered")
    void codecsAreOurOwnToTheBus(MessageCodec<Object, ?> codec) {
        assertThat(codec.systemCodecID()).isEqualTo((byte) -1);
        assertThat(codec.name()).startsWith("credence.local.");
    }

    static List<MessageCodec<?, ?>> registered() {
        return List.copyOf(codecs().values());
    }

    /** What is registered, seen by a bus that does nothing else. */
    private static Map<Object, MessageCodec<?, ?>> codecs() {
        Map<Object, MessageCodec<?, ?>> codecs = new LinkedHashMap<>();
        EventBus bus = (EventBus) Proxy.newProxyInstance(
                EventBus.class.getClassLoader(), new Class<?>[] {EventBus.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registerDefaultCodec");
                    codecs.put(arguments[0], (MessageCodec<?, ?>) arguments[1]);
                    return self;
                });
        CredentialMessages.register(bus);
        return codecs;
    }
}
