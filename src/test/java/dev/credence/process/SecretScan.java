package dev.credence.process;

import dev.credence.testing.FakeVault;
import java.util.List;
import java.util.stream.Stream;

/** Looks for what may not be seen. What it reports names the place and never repeats the secret. */
final class SecretScan {
    /** In every secret of the tests and their fakes, or at the beginning of one. */
    private static final List<String> MARKERS =
            List.of(FakeVault.CANARY, "hunter2", "PRIVATE KEY-----", "SecretAccessKey\":\"", "secret_key\":\"");

    private SecretScan() {}

    /** One line for each line of {@code text} that holds a secret. */
    static List<String> findings(String where, String text, String... moreSecrets) {
        List<String> secrets =
                Stream.concat(MARKERS.stream(), Stream.of(moreSecrets)).toList();
        List<String> lines = text.lines().toList();
        return Stream.iterate(0, line -> line + 1)
                .limit(lines.size())
                .filter(line -> secrets.stream().anyMatch(lines.get(line)::contains))
                .map(line -> where + ":" + (line + 1) + " holds a secret")
                .toList();
    }
}
