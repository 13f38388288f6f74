package dev.credence.credential;

import dev.credence.telemetry.Secret;
import java.util.Optional;

/**
 * AWS access keys.
 *
 * @param accessKeyId the public id, {@code ASIA...} for a session, {@code AKIA...} for an IAM user
 * @param secretAccessKey the signing key
 * @param sessionToken absent for the keys of an IAM user
 * @param accountId the twelve digits of the account, where the back end tells them
 * @param roleArn the role's ARN, where the back end tells it
 */
public record AwsCredential(
        String accessKeyId,
        Secret secretAccessKey,
        Optional<Secret> sessionToken,
        Optional<String> accountId,
        Optional<String> roleArn)
        implements Credential {

    @Override
    public String fingerprint() {
        return accessKeyId.substring(Math.max(0, accessKeyId.length() - 4));
    }
}
