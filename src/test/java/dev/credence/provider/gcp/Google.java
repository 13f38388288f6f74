package dev.credence.provider.gcp;

import static org.awaitility.Awaitility.await;

import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;

/** What tests of Google's dialect ask for, as its SDKs ask. */
final class Google {
    static final String FLAVOR = "Metadata-Flavor: Google";
    static final String V1 = "/computeMetadata/v1/";
    static final String ACCOUNTS = V1 + "instance/service-accounts/";
    static final String TOKEN = ACCOUNTS + "default/token";
    static final String APP = "app@vault-project.iam.gserviceaccount.com";

    private Google() {}

    static RawResponse get(TestGateway gateway, String path) {
        return gateway.get(path, FLAVOR);
    }

    /** A connection on which that was asked, and not read yet. */
    static RawHttp ask(TestGateway gateway, String path) {
        return RawHttp.connect(gateway.port()).send(RawHttp.request("GET", path, FLAVOR));
    }

    /** Returns when so many requests wait for something to change. */
    static void awaitWaiting(TestGateway gateway, int count) {
        await().until(() -> gateway.metrics().contains("credence_waiting{provider=\"gcp\"} " + count + ".0"));
    }

    /** Returns when every credential that can be fetched ahead has been. */
    static void awaitFetched(TestGateway gateway, int count) {
        await().until(() -> gateway.metrics()
                        .lines()
                        .filter(line -> line.contains("state=\"fresh\"} 1"))
                        .count()
                == count);
    }
}
