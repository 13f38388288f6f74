package dev.credence.provider.gcp;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpServiceAccount;
import dev.credence.credential.Holding;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.Document;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A token of Google Cloud: rendered when it is issued, then again for each second, because it tells what is left. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GcpRenderBenchmark {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    private static final long LIFE_SECONDS = 3600;

    private final IssuedCredential issued = new IssuedCredential(
            new CredentialKey(Cloud.GCP, "app", "vault", Map.of()),
            new GcpAccessToken(Secret.of("made-up".repeat(30)), GcpServiceAccount.UNKNOWN),
            NOW,
            0,
            NOW.plusSeconds(LIFE_SECONDS),
            TimeUnit.SECONDS.toNanos(LIFE_SECONDS),
            new Holding(0));
    private final GcpDocuments documents = GcpDocuments.render(issued);
    private long now = NOW.toEpochMilli();

    @Benchmark
    public GcpDocuments render() {
        return GcpDocuments.render(issued);
    }

    /** As nearly every request finds it: another one of this second was here before. */
    @Benchmark
    public Document ofThisSecond() {
        return documents.plain().at(now);
    }

    /** As the first request of a second finds it. */
    @Benchmark
    public Document ofANewSecond() {
        now = now == NOW.toEpochMilli() ? now + 1000 : NOW.toEpochMilli();
        return documents.plain().at(now);
    }
}
