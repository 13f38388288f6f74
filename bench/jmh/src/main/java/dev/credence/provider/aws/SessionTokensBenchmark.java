package dev.credence.provider.aws;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Session tokens of IMDSv2: one is checked for each hit, and issued for each load of credentials. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionTokensBenchmark {
    private static final long NOW = 1_800_000_000_000L;

    private final SessionTokens tokens = new SessionTokens(new byte[32], 1);
    private final String valid = tokens.issue(NOW + 21_600_000);
    private final String ofAnotherKey = new SessionTokens(new byte[] {1}, 1).issue(NOW + 21_600_000);

    /** One of ours. */
    @Benchmark
    public int check() {
        return tokens.remainingSeconds(valid, NOW);
    }

    /** One that looks like ours. */
    @Benchmark
    public int refuse() {
        return tokens.remainingSeconds(ofAnotherKey, NOW);
    }

    @Benchmark
    public String issue() {
        return tokens.issue(NOW);
    }
}
