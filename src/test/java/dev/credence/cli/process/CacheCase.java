package dev.credence.cli.process;

import static dev.credence.cli.process.CacheSite.HOUR;
import static dev.credence.cli.process.CacheSite.ISSUED;

import dev.credence.testing.FakeVault;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The one table of what is answered from the cache and what is not; the Java path and the launcher go through it alike.
 *
 * @param answered whether the cached document is printed
 * @param change what is different from a run that is answered
 */
record CacheCase(String name, boolean answered, Consumer<CacheSite> change) {
    private static final String GATEWAY = "http://127.0.0.1:1";

    static List<CacheCase> all() {
        return Stream.of(times(), damages(), others(), questions(), gateways())
                .flatMap(List::stream)
                .toList();
    }

    private static List<CacheCase> times() {
        return List.of(
                yes("a document that is valid", site -> {}),
                yes("ten minutes are left", site -> site.at(ISSUED + HOUR - 600)),
                no("less than ten minutes are left", site -> site.at(ISSUED + HOUR - 599)),
                no("it has expired", site -> site.at(ISSUED + HOUR)),
                no("it expired long ago", site -> site.at(ISSUED + 100 * HOUR)),
                yes("less is asked for than is left", site -> site.at(ISSUED + HOUR - 300)
                        .arguments("--min-remaining", "5m")),
                no("more is asked for than is left", site -> site.at(ISSUED + HOUR - 1700)
                        .arguments("--min-remaining=30m")),
                yes("seconds are asked for", site -> site.at(ISSUED + HOUR - 90).arguments("--min-remaining", "90s")),
                no("hours are asked for", site -> site.arguments("--min-remaining", "2h")),
                no("the clock was turned back behind its making", site -> site.at(ISSUED - 1)),
                yes("it was made in this second", site -> site.at(ISSUED)),
                yes("a user's keys in the first half of the lease", site -> site.document(
                                ISSUED, ISSUED + 2 * HOUR, ISSUED + 4 * HOUR)
                        .at(ISSUED + 2 * HOUR - 1)),
                no("a user's keys in the second half of the lease", site -> site.document(
                                ISSUED, ISSUED + 2 * HOUR, ISSUED + 4 * HOUR)
                        .at(ISSUED + 2 * HOUR)));
    }

    private static List<CacheCase> damages() {
        return List.of(
                no("an empty file", site -> site.content(new byte[0])),
                no("half a file", site -> site.content(Arrays.copyOf(site.content(), site.content().length / 2))),
                no(
                        "a file that lacks its last line end",
                        site -> site.content(Arrays.copyOf(site.content(), site.content().length - 2))),
                no("something behind it", site -> site.content(text(site) + "more\n")),
                no("a letter more", site -> site.content(text(site).replace("ASIACACHED", "ASIACACHEDX"))),
                no(
                        "another form",
                        site -> site.content(text(site).replace("credence-process 1", "credence-process 2"))),
                no(
                        "no number where one is to be",
                        site -> site.content(text(site).replace(" " + ISSUED + " ", " x "))),
                no(
                        "a document that is none",
                        site -> site.content(text(site).replace("{\"Version\":1", "{\"Version\":2"))),
                no(
                        "a file that was made for another question",
                        site -> site.content(new CachedDocument(ISSUED, ISSUED + HOUR, ISSUED + HOUR, CacheSite.JSON)
                                .file("0".repeat(64)))),
                no("zeros", site -> site.content(new byte[4096])));
    }

    private static List<CacheCase> others() {
        return List.of(
                no("a file that the group may read", site -> site.mode(site.document(), "rw-r-----")),
                no("a file that others may write", site -> site.mode(site.document(), "rw----rw-")),
                no("a file that may be run", site -> site.mode(site.document(), "rwx------")),
                no("a folder that others may enter", site -> site.mode(site.folder(), "rwx--x--x")),
                no("a link to a file", site -> site.link(site.document())),
                no("a link to a folder", site -> site.link(site.folder())),
                no("a folder and file of somebody else", site -> site.user(site.user + 4711)));
    }

    private static List<CacheCase> questions() {
        return List.of(
                no("another token", site -> site.variable("VAULT_TOKEN", FakeVault.TOKEN + "2")),
                no("another server", site -> site.variable("VAULT_ADDR", GATEWAY)),
                no("an agent before the server", site -> site.variable("VAULT_AGENT_ADDR", GATEWAY)),
                no("OpenBao's address wins", site -> site.variable("BAO_ADDR", GATEWAY)),
                no("OpenBao's token wins", site -> site.variable("BAO_TOKEN", FakeVault.TOKEN + "2")),
                yes("OpenBao's names for the same", site -> site.variable("BAO_TOKEN", FakeVault.TOKEN)),
                no("a namespace", site -> site.variable("VAULT_NAMESPACE", "team-a")),
                no("another mount", site -> site.arguments("-m", "aws2")),
                no("a namespace in the mount", site -> site.arguments("--mount", "team-a/aws")),
                yes("the mount that is meant anyway", site -> site.arguments("--mount=aws")),
                no("another role", site -> site.arguments.set(2, "other")),
                yes("the role in the other spelling", site -> {
                    site.arguments.remove(2);
                    site.arguments.set(1, "--role=app");
                }),
                no("an ARN", site -> site.arguments("--role-arn", "arn:aws:iam::123456789012:role/app")),
                no("a session's name", site -> site.arguments("--session-name", "me")),
                no("a life", site -> site.arguments("--ttl", "1h")),
                no("no cache is wanted", site -> site.arguments("--no-cache")),
                yes(
                        "the token is in the file of vault login",
                        site -> token(site, ".vault-token", "BAO_TOKEN_PATH", "")),
                yes(
                        "the token is in the file of OpenBao",
                        site -> token(
                                site,
                                "bao",
                                "BAO_TOKEN_PATH",
                                site.folder().resolve("bao").toString())),
                no("a line break in the namespace", site -> site.variable("VAULT_NAMESPACE", "a\nmount=b")));
    }

    private static List<CacheCase> gateways() {
        return List.of(
                no("a gateway instead of the Vault", site -> site.arguments("--gateway", GATEWAY)),
                yes("a gateway's document", site -> site.gatewayDocument(GATEWAY, "")
                        .arguments("--gateway", GATEWAY)),
                yes("a gateway's document for a secret", site -> {
                    site.gatewayDocument(GATEWAY, "secret");
                    token(site, "gateway", "VAULT_TOKEN", FakeVault.TOKEN, "secret");
                    site.arguments(
                            "--gateway",
                            GATEWAY,
                            "--token-file",
                            site.folder().resolve("gateway").toString());
                }),
                yes("the secret of the SDKs", site -> site.gatewayDocument(GATEWAY, "secret")
                        .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", "secret")
                        .arguments("--gateway", GATEWAY)),
                no("another secret", site -> site.gatewayDocument(GATEWAY, "secret")
                        .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", "other")
                        .arguments("--gateway", GATEWAY)),
                yes("the gateway at the default address where nothing names a Vault", site -> {
                    site.environment.keySet().removeIf(name -> name.startsWith("VAULT_"));
                    site.gatewayDocument("http://127.0.0.1:8169", "");
                }),
                no("another gateway", site -> site.gatewayDocument(GATEWAY, "")
                        .arguments("--gateway", "http://127.0.0.1:2")));
    }

    private static CacheCase yes(String name, Consumer<CacheSite> change) {
        return new CacheCase(name, true, change);
    }

    private static CacheCase no(String name, Consumer<CacheSite> change) {
        return new CacheCase(name, false, change);
    }

    private static void token(CacheSite site, String file, String variable, String value, String... content) {
        String secret = content.length == 0 ? FakeVault.TOKEN : content[0];
        if (content.length == 0) {
            site.environment.remove("VAULT_TOKEN");
        }
        if (!value.isEmpty()) {
            site.variable(variable, value);
            site.file(file, (secret + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else {
            site.file("../../" + file, (secret + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static String text(CacheSite site) {
        return new String(site.content(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name + (answered ? " is answered" : " is not answered");
    }
}
