package dev.credence.source.ims;

import dev.credence.config.BreakerConfig;
import dev.credence.config.ImsConfig;
import dev.credence.config.RateLimit;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.RoleListings;
import dev.credence.source.DerivingGateway;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeImds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A source in front of a fake metadata service, on a context of its own with time that tests wind. */
final class ImsFixture implements AutoCloseable {
    static final String NAME = "afp";

    final FakeImds imds;
    final DerivingGateway gateway;
    final RoleListings listings = new RoleListings();
    private final Vertx vertx;
    private Optional<URI> proxy = Optional.empty();
    private Optional<Path> authority = Optional.empty();
    private Duration timeout = Duration.ofSeconds(5);
    private int retries;
    private RateLimit limit = RateLimit.NONE;
    private URI address;

    ImsFixture(Vertx vertx, String... roles) {
        this.vertx = vertx;
        this.imds = new FakeImds(vertx, roles);
        this.address = imds.address();
        this.gateway = new DerivingGateway(
                vertx,
                number -> new AwsCredential(
                        "ASIA", Secret.of("none"), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    ImsFixture proxy(URI other) {
        proxy = Optional.of(other);
        return this;
    }

    ImsFixture address(URI other) {
        address = other;
        return this;
    }

    ImsFixture trusting(Path file) {
        authority = Optional.of(file);
        return this;
    }

    ImsFixture timeout(Duration other) {
        timeout = other;
        return this;
    }

    ImsFixture retries(int number) {
        retries = number;
        return this;
    }

    ImsFixture limit(RateLimit other) {
        limit = other;
        return this;
    }

    ImsConfig config() {
        return new ImsConfig(
                NAME, address, FakeImds.PREFIX, proxy, authority, timeout, retries, limit, BreakerConfig.DEFAULT);
    }

    ImsSource source() {
        return gateway.with(this::create);
    }

    /** For whoever is on the right context already. */
    ImsSource create() {
        return ImsSource.create(vertx, config(), gateway.clockwork(), listings, gateway.meters);
    }

    ImsExamination examination() {
        return gateway.on(() -> Future.succeededFuture(ImsExamination.create(
                vertx, config(), gateway.time(), gateway.clockwork().random(), gateway.meters)));
    }

    Outcome issue(ImsSource source, String role) {
        return gateway.issue(source, key(role));
    }

    static CredentialKey key(String role) {
        return new CredentialKey(Cloud.AWS, "app", NAME, Map.of(CredentialKey.ROLE, role));
    }

    /** A source that follows the roles. */
    ImsSource following() {
        ImsSource source = source();
        gateway.run(() -> source.follow(true));
        return source;
    }

    Optional<List<String>> roles() {
        return listings.of(NAME);
    }

    /** Waits until the source has asked for the roles that often and waits for the next time. */
    void awaitLists(int number) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> imds.lists() == number);
        gateway.awaitTimers(1);
    }

    @Override
    public void close() {
        imds.close();
    }
}
