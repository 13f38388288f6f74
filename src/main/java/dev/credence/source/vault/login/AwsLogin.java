package dev.credence.source.vault.login;

import dev.credence.config.VaultAuth;
import dev.credence.credential.Outcome;
import dev.credence.source.WebApi;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * Proves an AWS identity with a request to STS that is signed here and sent by Vault, which so learns whose signature it
 * is. The credentials are those that AWS's SDKs find by themselves; looking for them blocks, so a worker does it.
 */
final class AwsLogin implements LoginMethod {
    private static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";
    private static final String GLOBAL_REGION = "us-east-1";

    private final Vertx vertx;
    private final VaultAuth.Aws auth;
    private final InstantSource clock;
    private volatile @Nullable DefaultCredentialsProvider credentials;

    AwsLogin(Vertx vertx, VaultAuth.Aws auth, InstantSource clock) {
        this.vertx = vertx;
        this.auth = auth;
        this.clock = clock;
    }

    @Override
    public Future<LoginForm> form() {
        return vertx.executeBlocking(this::sign, false)
                .timeout(LoginMethods.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(AwsLogin::missing);
    }

    @Override
    public void close() {
        DefaultCredentialsProvider opened = credentials;
        if (opened != null) {
            opened.close();
        }
    }

    /** Where Vault sends it, if its mount is configured for the same; the signature covers the host. */
    private URI endpoint() {
        String suffix = auth.region().filter(region -> region.startsWith("cn-")).isPresent() ? ".cn/" : "/";
        return URI.create(
                "https://sts" + auth.region().map(region -> '.' + region).orElse("") + ".amazonaws.com" + suffix);
    }

    private LoginForm sign() {
        AwsCredentials identity = credentials().resolveCredentials();
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint())
                .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        auth.serverId().ifPresent(id -> request.putHeader("X-Vault-AWS-IAM-Server-ID", id));
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromUtf8String(BODY))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, auth.region().orElse(GLOBAL_REGION))
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock.withZone(ZoneOffset.UTC)))
                .request();
        return form(signed);
    }

    private LoginForm form(SdkHttpRequest signed) {
        JsonObject headers = new JsonObject();
        signed.headers().forEach((name, values) -> headers.put(name, new JsonArray(List.copyOf(values))));
        String shown = encode(headers.encode());
        JsonObject fields = new JsonObject()
                .put("iam_http_request_method", "POST")
                .put("iam_request_url", encode(endpoint().toString()))
                .put("iam_request_body", encode(BODY))
                .put("iam_request_headers", shown);
        auth.role().ifPresent(role -> fields.put("role", role));
        return new LoginForm.Filled(List.of(), fields, List.of(Secret.of(shown)));
    }

    /** Made on first use: it reads files. */
    private DefaultCredentialsProvider credentials() {
        DefaultCredentialsProvider known = credentials;
        if (known == null) {
            known = DefaultCredentialsProvider.builder().build();
            credentials = known;
        }
        return known;
    }

    private static LoginForm missing(Throwable cause) {
        String why = cause instanceof SdkException
                ? WebApi.firstLine(String.valueOf(cause.getMessage()))
                : cause.getClass().getSimpleName();
        return new LoginForm.Blank(
                new Outcome.Unavailable(LoginMethods.NOTHING_TO_SHOW, "no AWS credentials to log in with: " + why));
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
