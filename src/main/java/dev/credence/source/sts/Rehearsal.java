package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import dev.credence.telemetry.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.utils.async.SimplePublisher;

/**
 * Takes the place of STS once, before anyone asks: the SDK loads most of its classes on the way of a question and its
 * answer, and that takes longer than the first caller would wait. Nothing leaves the process.
 */
final class Rehearsal implements SdkAsyncHttpClient {
    /** Nobody's; what is signed with it goes nowhere. */
    static final AwsCredential NOBODY = new AwsCredential(
            "ASIAREHEARSAL",
            Secret.of("rehearsal"),
            Optional.of(Secret.of("rehearsal")),
            Optional.empty(),
            Optional.empty());

    /** The wire contract's answer to AssumeRole, with values of nobody. */
    private static final String ANSWER = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>\
            <AccessKeyId>ASIAREHEARSAL</AccessKeyId><SecretAccessKey>rehearsal</SecretAccessKey>\
            <SessionToken>rehearsal</SessionToken><Expiration>2011-06-15T00:00:00Z</Expiration></Credentials>\
            <AssumedRoleUser><AssumedRoleId>A:r</AssumedRoleId><Arn>arn:aws:sts::000000000000:assumed-role/r/r</Arn>\
            </AssumedRoleUser></AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>\
            </AssumeRoleResponse>""";

    private static final int OK = 200;

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        SimplePublisher<ByteBuffer> content = new SimplePublisher<>();
        // The publisher itself tells its subscriber of failures.
        CompletableFuture<?> sent = content.send(ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.UTF_8)));
        CompletableFuture<?> ended = content.complete();
        request.responseHandler()
                .onHeaders(SdkHttpResponse.builder().statusCode(OK).build());
        request.responseHandler().onStream(content);
        return CompletableFuture.allOf(sent, ended);
    }

    @Override
    public void close() {}
}
