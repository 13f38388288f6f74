package dev.credence.behaviour;

import dev.credence.testing.DeafPort;
import dev.credence.testing.FakeDns;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * A Vault with the role {@code app} called {@value #NAME}, and all that can go wrong between it and the gateway. Beside
 * it is another host, which the gateway was never told of.
 */
final class FaultyVault implements AutoCloseable {
    static final String NAME = "vault.test";
    private static final String OTHER = "other.test";

    /** Nobody else takes it while Vault is away. */
    private static final int PORT = FreePort.next();

    private final Vertx vertx = Vertx.vertx();
    private final FakeDns names = new FakeDns().add(NAME).add(OTHER);
    private final FakeVault vault = FakeVault.start(vertx, PORT).role("app", "assumed_role");
    private final FakeVault other = FakeVault.start(vertx).role("app", "assumed_role");
    private @Nullable DeafPort deaf;
    private boolean away;

    FakeVault vault() {
        return vault;
    }

    /** A host that must never see the token. */
    FakeVault other() {
        return other;
    }

    FakeDns names() {
        return names;
    }

    String address() {
        return "http://" + NAME + ":" + vault.port();
    }

    /** Nobody listens. */
    void refuse() {
        vault.goAway();
        away = true;
    }

    /** Somebody listens who takes no connection. */
    void deafen() {
        refuse();
        deaf = DeafPort.at(vault.port());
    }

    /** The name is unknown, and connections have to be made anew. */
    void loseName() {
        names.remove(NAME);
        vault.goAway().comeBack();
    }

    void redirectToOther() {
        vault.always(FakeReply.redirect(307, "http://" + OTHER + ":" + other.port() + "/v1/aws/creds/app"));
    }

    void heal() {
        if (deaf != null) {
            deaf.close();
            deaf = null;
        }
        if (away) {
            vault.comeBack();
            away = false;
        }
        names.add(NAME);
        vault.accept(FakeVault.TOKEN).heal();
    }

    @Override
    public void close() {
        heal();
        vault.close();
        other.close();
        names.close();
        vertx.close();
    }
}
