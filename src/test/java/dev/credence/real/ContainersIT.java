package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers, each with an address and a role of its own, and an STS behind. */
@Tag("real")
class ContainersIT {
    private static final String SUBNET = "127.0.0.0/24";
    private static final String ROLES = "arn:aws:iam::" + Moto.ACCOUNT + ":role/";
    private static final String CROWD_SUBNET = "127.0.1.0/24";
    private static final int CROWD = 200;
    private static final int CROWD_ROLES = 20;
    private static final String EXTERNAL_ID = "of-the-owner-7";

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void boto3InEachContainerIsTheRoleOfThatContainer() throws IOException {
        var moto = rig.moto("orders", "reports", "base", "admin");
        var docker = rig.docker(SUBNET);
        docker.run(named("orders", "127.0.0.21").with("IAM_EXTERNAL_ID", EXTERNAL_ID));
        docker.run(named("reports", "127.0.0.22"));
        docker.run(FakeContainer.of("plain", "127.0.0.23").without("IAM_ROLE"));
        var gateway = following(moto, docker);
        moto.recording();

        assertIs("orders", rig.identityAt("127.0.0.21", gateway, moto));
        assertIs("reports", rig.identityAt("127.0.0.22", gateway, moto));
        assertIs("base", rig.identityAt("127.0.0.23", gateway, moto));

        assertThat(moto.assumed())
                .extracting(form -> form.get("RoleArn") + " " + form.get("ExternalId"))
                .containsExactlyInAnyOrder(
                        ROLES + "orders " + EXTERNAL_ID, ROLES + "reports null", ROLES + "base null");
    }

    @Test
    void aRoleThatIsNotAllowedIsRefusedWithOneLineAndWithoutACallToSts() throws IOException {
        var moto = rig.moto("orders", "admin");
        var docker = rig.docker(SUBNET);
        docker.run(named("admin", "127.0.0.24"));
        docker.run(named("orders", "127.0.0.25"));
        var gateway = following(moto, docker);
        moto.recording();

        var refused = Workload.once("127.0.0.24", gateway).orElseThrow();
        var served = Workload.once("127.0.0.25", gateway).orElseThrow();

        assertThat(refused.role()).isEqualTo("admin");
        assertThat(refused.document().getString("Code")).isEqualTo("AssumeRoleUnauthorizedAccess");
        assertThat(refused.document().fieldNames()).doesNotContain("AccessKeyId", "SecretAccessKey", "Token");
        assertThat(gateway.logged("credential refused")).isEqualTo(1);
        assertThat(gateway.stdout().lines().filter(line -> line.contains("credential refused")))
                .singleElement()
                .asString()
                .contains(
                        "role=\"" + ROLES + "admin\"",
                        "outcome=\"role.not_allowed\"",
                        "caller=\"admin\"",
                        "address=\"127.0.0.24\"");
        assertThat(served.isSuccess()).isTrue();
        assertThat(moto.assumed())
                .extracting(form -> form.get("RoleArn"))
                .as("the call for the other container is seen, so one for this would be")
                .containsExactly(ROLES + "orders");
        assertThat(gateway.ops("/metrics").body())
                .contains(
                        "credence_upstream_requests_total{backend=\"accounts\",operation=\"assume_role\",outcome=\"ok\"} 1.0");
    }

    @Test
    void twoHundredContainersAtOnceHaveTheirRolesForOneCallEach() throws Exception {
        var names = IntStream.range(0, CROWD_ROLES).mapToObj(i -> "crowd-" + i).toList();
        var moto = rig.moto(names.toArray(String[]::new));
        var docker = rig.docker(CROWD_SUBNET);
        var roleByAddress = new TreeMap<String, String>();
        for (int i = 0; i < CROWD; i++) {
            roleByAddress.put("127.0.1." + (i + 2), names.get(i % CROWD_ROLES));
        }
        var gateway = following(moto, docker);
        moto.recording();
        roleByAddress.forEach((address, role) -> docker.run(named(role, address)));

        var given = new Crowd(gateway).start(List.copyOf(roleByAddress.keySet()));

        var arnByKey = new HashMap<String, String>();
        given.forEach((address, one) -> {
            assertThat(one.role()).isEqualTo(roleByAddress.get(address));
            assertThat(one.isSuccess()).as(address).isTrue();
            assertThat(arnByKey.computeIfAbsent(one.accessKey(), moto::arnOf))
                    .contains(":assumed-role/" + one.role() + "/");
        });
        assertThat(given).hasSameSizeAs(roleByAddress);
        assertThat(arnByKey).hasSize(CROWD_ROLES);
        assertThat(moto.assumed())
                .extracting(form -> form.get("RoleArn"))
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(ROLES::concat).toList());
    }

    @Test
    void anAddressThatIsGivenAwayAtOnceIsServedTheRoleOfItsNewContainerOnly() throws IOException {
        var moto = rig.moto("orders", "reports");
        var docker = rig.docker(SUBNET);
        var gateway = following(moto, docker);

        handOver(docker, gateway, moto, "127.0.0.31");
        docker.lag();
        handOver(docker, gateway, moto, "127.0.0.32");
        docker.catchUp();
        docker.cut();
        await("the end of the events").until(() -> docker.followers() == 0);
        handOver(docker, gateway, moto, "127.0.0.33");
    }

    @Test
    void whatWasMissedWhileTheEventsWereCutOffIsKnownWhenTheyAreBack() throws IOException {
        var moto = rig.moto("orders", "reports");
        var docker = rig.docker(SUBNET);
        var gateway = following(moto, docker);
        var first = docker.run(named("orders", "127.0.0.41"));
        var second = docker.run(named("orders", "127.0.0.42"));
        try (var ofFirst = Workload.at("127.0.0.41", gateway);
                var ofSecond = Workload.at("127.0.0.42", gateway)) {
            assertThat(ofFirst.credentials().orElseThrow().isSuccess()).isTrue();
            assertThat(ofSecond.credentials().orElseThrow().isSuccess()).isTrue();

            docker.cut();
            docker.kill(first);
            docker.run(named("reports", "127.0.0.43"));
            assertThat(Workload.once("127.0.0.43", gateway).orElseThrow().role())
                    .isEqualTo("reports");
            docker.restore();
            await("events are followed again").until(() -> isFollowing(gateway));
            await("the one that died meanwhile gets nothing more")
                    .until(() -> ofFirst.of("orders").status() == 404);
            assertThat(ofSecond.of("orders").status()).isEqualTo(200);

            docker.kill(second);
            await("the one that dies now gets nothing more")
                    .until(() -> ofSecond.of("orders").status() == 404);
        }
    }

    /** One container has the address and an open connection, and then another has it. */
    private static void handOver(FakeDocker docker, GatewayProcess gateway, Moto moto, String address) {
        var former = docker.run(named("orders", address));
        try (var before = Workload.at(address, gateway)) {
            var formers = before.credentials().orElseThrow();
            assertThat(moto.arnOf(formers.accessKey())).contains(":assumed-role/orders/");

            docker.kill(former);
            docker.run(named("reports", address));
            try (var after = Workload.at(address, gateway)) {
                assertThat(after.of("orders").status()).isEqualTo(404);
                var own = after.credentials().orElseThrow();
                assertThat(own.role()).isEqualTo("reports");
                assertThat(moto.arnOf(own.accessKey())).contains(":assumed-role/reports/");
            }
            assertThat(before.of("orders").status()).isEqualTo(404);
            assertThat(before.of("reports").status()).isEqualTo(404);
        }
    }

    private GatewayProcess following(Moto moto, FakeDocker docker) throws IOException {
        var configured = rig.configure(
                "accounts: {type: sts, region: us-east-1, endpoint: \"%s\"}".formatted(moto.address()),
                """
                credentials:
                  own:
                    provider: aws
                    backend: accounts
                    role: "${caller.env.IAM_ROLE}"
                    external-id: "${caller.env.IAM_EXTERNAL_ID}"
                    default-role: base
                    default-account: "%s"
                    allowed-roles: ["%sorders", "%sreports", "%sbase", "%scrowd-*"]
                callers:
                  - {match: {docker: {address: "%s"}}, credentials: [own]}
                # A call that hangs for four times that is given up and made again, and then calls could not be counted.
                refresh: {wait: 10s}
                """.formatted(Moto.ACCOUNT, ROLES, ROLES, ROLES, ROLES, docker.address()));
        var gateway = rig.serve(configured, moto.key());
        await("the engine's events").until(() -> isFollowing(gateway));
        return gateway;
    }

    private static boolean isFollowing(GatewayProcess gateway) {
        return new JsonObject(gateway.ops("/status").body())
                .getJsonObject("callers")
                .getJsonArray("engines")
                .getJsonObject(0)
                .getString("state")
                .equals("following");
    }

    private static void assertIs(String role, Identity identity) {
        assertThat(identity.method()).isEqualTo("iam-role");
        assertThat(identity.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/" + role + "/");
    }

    private static FakeContainer named(String role, String address) {
        return FakeContainer.of(role, address).with("IAM_ROLE", role);
    }
}
