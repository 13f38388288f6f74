package dev.credence.credential;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/** Tells the providers what was issued and dropped. */
final class BusPublisher implements CredentialObserver {
    private final EventBus bus;
    private final DeliveryOptions options = new DeliveryOptions().setLocalOnly(true);

    BusPublisher(EventBus bus) {
        this.bus = bus;
    }

    @Override
    public void issued(IssuedCredential credential, BackEndCall call) {
        bus.publish(CredentialAddresses.OF_SERVICE.issued(credential.key().cloud()), credential, options);
    }

    @Override
    public void dropped(CredentialKey key, DropReason reason) {
        bus.publish(CredentialAddresses.OF_SERVICE.dropped(key.cloud()), new CredentialMessages.Dropped(key), options);
    }
}
