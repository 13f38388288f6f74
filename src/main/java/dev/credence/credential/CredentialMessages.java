package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;
import java.util.Set;

/** What travels on the event bus, and the codec that lets immutable messages through as they are. */
public final class CredentialMessages {
    /** Every type that is sent. */
    static final List<Class<?>> TYPES = List.of(
            Get.class,
            GetBase.class,
            Replace.class,
            Prefetch.class,
            Command.class,
            GetStatus.class,
            StatusReply.class,
            Dropped.class,
            Answer.Found.class,
            Answer.Refused.class,
            IssuedCredential.class);

    /** A caller asks for a key, in a request of that id. */
    record Get(CredentialKey key, String caller, String request) {}

    /** A back end needs a credential to make another one from. */
    record GetBase(CredentialKey key) {}

    /** A back end found that a credential does not work. */
    record Replace(CredentialKey key) {}

    /** A provider names the keys of its cloud that are to be kept without anyone asking. */
    record Prefetch(Cloud cloud, Set<CredentialKey> keys) {}

    /** An operator wants every key of a credential fetched anew or dropped. */
    record Command(Action action, String credential) {}

    /** What an operator may want. */
    enum Action {
        REFRESH,
        DROP
    }

    /** Somebody asks how all keys are doing. */
    record GetStatus() {}

    /** How they are doing. */
    record StatusReply(List<CredentialStatus> credentials) {}

    /** A key was let go. */
    record Dropped(CredentialKey key) {}

    private CredentialMessages() {}

    /** Makes the messages known to the bus; once for each Vert.x instance, before anything is deployed. */
    public static void register(EventBus bus) {
        TYPES.forEach(type -> LocalCodec.registerOn(bus, type));
    }

    /** Hands immutable messages over by reference, and refuses to write one to a wire: they may hold secrets. */
    private static final class LocalCodec<T> implements MessageCodec<T, T> {
        private final String name;

        LocalCodec(Class<?> type) {
            this.name = "credence.local." + type.getName();
        }

        static <T> void registerOn(EventBus bus, Class<T> type) {
            bus.registerDefaultCodec(type, new LocalCodec<>(type));
        }

        @Override
        public void encodeToWire(Buffer buffer, T message) {
            throw new IllegalStateException("credentials never leave the process by the event bus");
        }

        @Override
        public T decodeFromWire(int position, Buffer buffer) {
            throw new IllegalStateException("credentials never enter the process by the event bus");
        }

        @Override
        public T transform(T message) {
            return message;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
