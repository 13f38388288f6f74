package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The redirect on a node with a pod and somebody outside: network namespaces of this machine, its kernel's own packet filter, and
 * addresses for documentation in the place of the metadata address.
 */
@Tag("real")
class RedirectIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NOBODY_ANSWERS = "failed with 28";

    @TempDir
    private Path folder;

    /** With an address of its own, as a bridge has, or without, as with Calico. */
    @ParameterizedTest
    @CsvSource({"yes,", "yes,'10.9.0.1,fd00:9::1'", "'','10.9.0.1,fd00:9::1'"})
    void aPodIsLedToTheGatewayAndNobodyElse(String hasAddress, String to) {
        var answers = onNode(hasAddress, to == null ? "" : to);

        assertThat(answers)
                .containsEntry("redirected", "10.244.0.5 asks 192.0.2.254")
                .containsEntry("redirected6", "fd00:244::5 asks [2001:db8::254]")
                .containsEntry("listener", "10.244.0.5 asks 10.9.0.1:8169")
                .containsEntry("node", "10.9.0.1 asks 10.9.0.1:8169")
                // Other ports of the address are refused, and the outside reaches nothing.
                .containsEntry("other-port", "failed with 7")
                .containsEntry("outside", NOBODY_ANSWERS)
                .containsEntry("outside-redirected", NOBODY_ANSWERS);
        assertThat(answers.get("before")).startsWith("failed");
        assertThat(answers.get("after")).startsWith("failed");
    }

    @Test
    void withoutAnAddressOfTheInterfaceOrTheNodeItFailsClosed() {
        assertThat(onNode("", "")).containsEntry("redirected", NOBODY_ANSWERS);
    }

    @ParameterizedTest
    @CsvSource({
        "REDIRECT_PORT,80a",
        "REDIRECT_INTERFACES,'cni* } ; flush ruleset'",
        "REDIRECT_ADDRESSES,169.254.169.254/16",
        "REDIRECT_TO,$(id)"
    })
    void whatIsNoNameOrAddressIsRefused(String name, String value) {
        var command = List.of(script().toString(), "print");
        try (var refused = ChildProcess.start("redirect", folder, Map.of(name, value), command)) {
            assertThat(refused.exitCodeWithin(PATIENCE)).isEqualTo(78);
            assertThat(refused.stderr()).contains(name).contains("cannot be used");
            assertThat(refused.stdout()).doesNotContain("flush");
        }
    }

    private Map<String, String> onNode(String hasAddress, String to) {
        var environment = new HashMap<>(Map.of(
                "PATH",
                Tools.nft().resolveSibling("") + ":" + System.getenv("PATH") + ":/usr/sbin:/sbin",
                "REDIRECT",
                script().toString(),
                "REDIRECT_INTERFACES",
                "cali*",
                "REDIRECT_ADDRESSES",
                "192.0.2.254 2001:db8::254",
                "REDIRECT_TO",
                to,
                "POD_INTERFACE_HAS_ADDRESS",
                hasAddress));
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        var command = new ArrayList<>(List.of("unshare", "--net", "--mount"));
        // Whoever is not root is root in a namespace of his own.
        if (!"root".equals(System.getProperty("user.name"))) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(
                Tools.file("src/test/sh/in-node").toString(),
                Tools.python().toString(),
                Tools.script("whoami.py").toString()));
        try (var node = ChildProcess.start("node", folder, environment, command)) {
            return node.succeedWithin(PATIENCE)
                    .stdout()
                    .lines()
                    .map(line -> line.split(": ", 2))
                    .filter(line -> line.length == 2 && !line[0].equals("credence-redirect"))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        }
    }

    private static Path script() {
        return Tools.file("deploy/redirect/credence-redirect");
    }
}
