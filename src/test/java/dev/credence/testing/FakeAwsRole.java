package dev.credence.testing;

import io.vertx.core.json.JsonObject;

/** A role of the fake AWS engine. */
record FakeAwsRole(String credentialType, int lifeSeconds) {

    /**
     * The engine's answer.
     *
     * @param number tells what is issued apart
     */
    JsonObject issue(String name, int number) {
        boolean user = credentialType.equals("iam_user");
        String session = FakeVault.CANARY + "-session-" + number;
        JsonObject data = new JsonObject()
                .put("access_key", (user ? "AKIA" : "ASIA") + String.format("%016d", number))
                .put("secret_key", FakeVault.CANARY + "/secret/" + number)
                .put("security_token", user ? null : session);
        if (!user) {
            data.put("session_token", session).put("ttl", lifeSeconds);
        }
        if (credentialType.equals("assumed_role")) {
            data.put("arn", "arn:aws:sts::" + FakeVault.ACCOUNT + ":assumed-role/" + name + "/vault-" + number);
        }
        return new JsonObject()
                .put("request_id", "request-" + number)
                .put("lease_id", "aws/creds/" + name + "/" + number)
                .put("renewable", user)
                .put("lease_duration", lifeSeconds)
                .put("data", data)
                .put("wrap_info", null)
                .put("warnings", null)
                .put("auth", null)
                .put("mount_type", "aws");
    }
}
