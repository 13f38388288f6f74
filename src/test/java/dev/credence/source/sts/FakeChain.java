package dev.credence.source.sts;

import dev.credence.testing.FakeVault;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/** What the SDK would find by itself, as a test wants it; each look around finds the next access key. Any thread. */
final class FakeChain implements DefaultChain {
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();
    volatile boolean empty;
    /** What the SDK says when it finds nothing. */
    volatile String nothing = "Unable to load credentials from any of the providers in the chain"
            + " AwsCredentialsProviderChain(credentialsProviders=[A(), B()]) : [A(): nothing there]";

    volatile boolean alwaysTheSame;
    volatile @Nullable Region region = Region.EU_CENTRAL_1;
    volatile CountDownLatch hanging = new CountDownLatch(0);

    @Override
    public AwsCredentialsProvider credentials() {
        int number = alwaysTheSame ? 1 : looks.incrementAndGet();
        return () -> {
            asked.incrementAndGet();
            try {
                hanging.await();
            } catch (InterruptedException ended) {
                throw SdkClientException.create("interrupted", ended);
            }
            if (empty) {
                throw SdkClientException.create(nothing);
            }
            return AwsSessionCredentials.create(
                    "ASIACHAIN" + number, FakeVault.CANARY + "-chain", FakeVault.CANARY + "-chain-session");
        };
    }

    @Override
    public Region region() {
        Region found = region;
        if (found == null) {
            throw SdkClientException.create("Unable to load region from any of the providers in the chain");
        }
        return found;
    }
}
