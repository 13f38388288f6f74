package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.dev.DevIdentity;
import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unmodified SDKs below {@code credence exec}, with variables around them that lead elsewhere. */
@Tag("real")
class ExecCommandIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void boto3IsTheRoleByTheInstanceMetadataOfTheGatewayThatRuns() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var configured = rig.configure(vault, "credentials: {app: {provider: aws, role: app}}");
        rig.serve(configured).ready();

        var identity = identity(List.of("aws", "-c", configured.file().toString()), decoyed(moto));

        assertThat(identity.method()).isEqualTo("iam-role");
        assertThat(identity.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/");
    }

    @Test
    void boto3IsTheRoleByAGatewayOfItsOwn() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var configured = rig.configure(vault, "credentials: {app: {provider: aws, role: app}}");
        var arguments =
                List.of("aws-container", "--standalone", "-c", configured.file().toString());

        var identity = identity(arguments, decoyed(moto));

        assertThat(identity.method()).isEqualTo("container-role");
        assertThat(identity.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/");
    }

    @ParameterizedTest
    @CsvSource({
        "gcp, google_tokens.py, default",
        "azure, azure_tokens.py, managed",
        "azure-app-service, azure_tokens.py, default"
    })
    void theSdksOfTheOtherCloudsFindTheDevelopmentGateway(String form, String script, String way) {
        var gateway = rig.dev().ready();
        var arguments = List.of(form, "-c", gateway.configuration().toString());
        var environment = Map.of(
                "GOOGLE_APPLICATION_CREDENTIALS", "/nowhere",
                "AZURE_CLIENT_SECRET", "decoy",
                "HTTPS_PROXY", "http://127.0.0.1:9");

        var found = SdkTokens.parse(exec(arguments, environment, script, way, "1"));

        assertThat(found.tokens()).singleElement().satisfies(token -> {
            rig.secret(token.value());
            assertThat(token.expires()).isAfter(token.got());
        });
        if (form.equals("gcp")) {
            assertThat(found.email()).contains(DevIdentity.GCP_EMAIL);
        }
    }

    private Identity identity(List<String> arguments, Map<String, String> environment) {
        var identity = Identity.parse(exec(arguments, environment, "identity.py"));
        identity.secrets().forEach(rig::secret);
        return identity;
    }

    /** Another key, which boto3 would take first. */
    private static Map<String, String> decoyed(Moto moto) {
        var environment = new HashMap<>(moto.environment());
        environment.put("AWS_ACCESS_KEY_ID", "AKIADECOY");
        environment.put("AWS_SECRET_ACCESS_KEY", "decoy");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        return environment;
    }

    /** What the script printed. */
    private String exec(List<String> arguments, Map<String, String> environment, String script, String... more) {
        var words = new ArrayList<>(List.of("exec"));
        words.addAll(arguments);
        words.addAll(
                List.of("--", "sh", "-c", "exec \"$0\" \"$@\"", Tools.python().toString()));
        words.add(Tools.script(script).toString());
        words.addAll(List.of(more));
        var given = new HashMap<>(environment);
        given.put("PYTHONDONTWRITEBYTECODE", "1");
        Path folder = rig.folder();
        try (var process = ChildProcess.start("exec", folder, given, CredenceJar.command(folder, words))) {
            return process.succeedWithin(LIMIT).stdout();
        }
    }
}
