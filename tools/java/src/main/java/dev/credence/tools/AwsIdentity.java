package dev.credence.tools;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;

/** The credentials that the default chain of AWS's SDK finds, and who one is with them: what identity.py prints. */
final class AwsIdentity {
    private AwsIdentity() {}

    static Map<String, Object> find() {
        AwsCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        var credentials = chain.resolveCredentials();
        var result = new LinkedHashMap<String, Object>();
        result.put("sdk", "sts");
        result.put("version", Tokens.version("sts", StsClient.class));
        credentials.providerName().ifPresent(name -> result.put("method", name));
        result.put("accessKey", credentials.accessKeyId());
        result.put("secretKey", credentials.secretAccessKey());
        if (credentials instanceof AwsSessionCredentials session) {
            result.put("sessionToken", session.sessionToken());
        }
        credentials.expirationTime().ifPresent(end -> result.put("expires", end));
        try (var sts = StsClient.builder().credentialsProvider(chain).build()) {
            var caller = sts.getCallerIdentity();
            result.put("arn", caller.arn());
            result.put("account", caller.account());
        }
        return result;
    }
}
