package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.regions.ServicePartitionMetadata;

/**
 * The one question to IAM. By hand on the parts of the SDK that are there already, because its module for IAM is larger
 * than all of them.
 */
final class IamQuery {
    private static final String SERVICE = "iam";

    /** IAM has one place for all regions of a partition. */
    private final Region region;

    private final SdkTransport transport;

    IamQuery(Region region, SdkTransport transport) {
        this.region = global(region);
        this.transport = transport;
    }

    /** The ARN of that role of the account of whoever asks; fails with what IAM says. */
    CompletableFuture<String> roleArn(AwsCredential with, String name) {
        String body =
                "Action=GetRole&RoleName=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&Version=2010-05-08";
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint())
                .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsSdk.credentials(with))
                        .request(request)
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(
                                AwsV4HttpSigner.REGION_NAME,
                                ServiceMetadata.of(SERVICE)
                                        .signingRegion(region)
                                        .id()))
                .request();
        return transport.exchange(signed, Buffer.buffer(body)).thenApply(IamQuery::read);
    }

    /** Found as the SDK's own client would: {@code AWS_ENDPOINT_URL_IAM} and the like, else that of the partition. */
    private URI endpoint() {
        return AwsClientEndpointProvider.builder()
                .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_IAM")
                .serviceEndpointOverrideSystemProperty("aws.endpointUrlIam")
                .serviceProfileProperty(SERVICE)
                .profileFile(ProfileFile::defaultProfileFile)
                .profileName(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow())
                .serviceEndpointPrefix(SERVICE)
                .defaultProtocol("https")
                .region(region)
                .build()
                .clientEndpoint();
    }

    private static Region global(Region region) {
        String partition = PartitionMetadata.of(region).id();
        return ServiceMetadata.of(SERVICE).servicePartitions().stream()
                .filter(known -> known.partition().id().equals(partition))
                .findFirst()
                .flatMap(ServicePartitionMetadata::globalRegion)
                .orElse(region);
    }

    private static String read(HttpResponse<Buffer> answer) {
        Buffer body = answer.body();
        QueryAnswer said = new QueryAnswer(body == null ? new byte[0] : body.getBytes());
        if (answer.statusCode() / 100 == 2) {
            return said.text("Role", "Arn").orElseThrow(() -> new AwsSdk.Incomplete("it has no Arn"));
        }
        SdkHttpResponse.Builder head = SdkHttpResponse.builder().statusCode(answer.statusCode());
        Optional.ofNullable(answer.getHeader("Retry-After")).ifPresent(after -> head.putHeader("Retry-After", after));
        throw AwsServiceException.builder()
                .statusCode(answer.statusCode())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(said.text("Error", "Code").orElse(""))
                        .errorMessage(said.text("Error", "Message").orElse(""))
                        .sdkHttpResponse(head.build())
                        .build())
                .build();
    }
}
