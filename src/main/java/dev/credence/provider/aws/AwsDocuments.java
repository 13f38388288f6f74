package dev.credence.provider.aws;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.Document;
import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The forms in which AWS SDKs read one credential, each rendered once.
 *
 * @param session whether there is a session token; without one these are the keys of an IAM user
 * @param imds EC2 instance metadata, {@code iam/security-credentials/ROLE}
 * @param imdsExtended the same with the account
 * @param container ECS and EKS container credentials
 * @param process the document of {@code credential_process}
 */
record AwsDocuments(boolean session, Document imds, Document imdsExtended, Document container, Document process) {

    /** Renders all forms; called once for each credential issued. */
    static AwsDocuments render(IssuedCredential issued) {
        AwsCredential keys = (AwsCredential) issued.credential();
        return new AwsDocuments(
                keys.sessionToken().isPresent(),
                ImdsAnswers.json(imds(issued, keys), issued.issued()),
                ImdsAnswers.json(withAccount(imds(issued, keys), keys), issued.issued()),
                ContainerAnswers.json(container(issued, keys)),
                ContainerAnswers.json(process(issued, keys)));
    }

    private static JsonObject imds(IssuedCredential issued, AwsCredential keys) {
        return new JsonObject()
                .put("Code", "Success")
                .put("LastUpdated", second(issued.issued()))
                .put("Type", "AWS-HMAC")
                .put("AccessKeyId", keys.accessKeyId())
                .put("SecretAccessKey", keys.secretAccessKey().reveal())
                .put("Token", tokenText(keys))
                .put("Expiration", second(issued.expires()));
    }

    private static JsonObject container(IssuedCredential issued, AwsCredential keys) {
        JsonObject document = new JsonObject()
                .put("AccessKeyId", keys.accessKeyId())
                .put("SecretAccessKey", keys.secretAccessKey().reveal())
                .put("Token", tokenText(keys))
                .put("Expiration", second(issued.expires()));
        keys.roleArn().ifPresent(arn -> document.put("RoleArn", arn));
        return withAccount(document, keys);
    }

    private static JsonObject process(IssuedCredential issued, AwsCredential keys) {
        JsonObject document = new JsonObject()
                .put("Version", 1)
                .put("AccessKeyId", keys.accessKeyId())
                .put("SecretAccessKey", keys.secretAccessKey().reveal());
        keys.sessionToken().ifPresent(token -> document.put("SessionToken", token.reveal()));
        return withAccount(document.put("Expiration", second(issued.expires())), keys);
    }

    private static JsonObject withAccount(JsonObject document, AwsCredential keys) {
        keys.accountId().ifPresent(account -> document.put("AccountId", account));
        return document;
    }

    /** The SDKs for JavaScript and Rust want text; botocore, Go and JavaScript take the empty one for none. */
    private static String tokenText(AwsCredential keys) {
        return keys.sessionToken().map(Secret::reveal).orElse("");
    }

    /** UTC, whole seconds, {@code Z}: botocore parses no other form (botocore/utils.py, _evaluate_expiration). */
    static String second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
