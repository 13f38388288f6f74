package dev.credence.source.vault;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.AzureKind;
import dev.credence.config.CredentialConfig;
import dev.credence.config.GcpCredentialConfig;
import dev.credence.config.GcpKind;
import dev.credence.credential.TimeSource;
import dev.credence.source.Finding;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A Vault where all is well for the credential {@code app} of AWS, until a test changes something. */
abstract class ExaminationTest extends VaultTest {
    final ScriptedSystem system = new ScriptedSystem();

    @BeforeEach
    void scriptVault() {
        vault.always(system);
        system.allow("aws/creds/app", "read")
                .data("aws/roles/app", new JsonObject().put("credential_type", "assumed_role"));
    }

    /** What is found, each as its result and its sentence. */
    final List<String> lines(CredentialConfig... credentials) {
        return lines(false, credentials);
    }

    final List<String> lines(boolean issue, CredentialConfig... credentials) {
        return examine(issue, credentials).stream()
                .map(finding -> finding.result() + " " + finding.about() + ": " + finding.text())
                .toList();
    }

    final List<Finding> examine(boolean issue, CredentialConfig... credentials) {
        return gateway.on(() -> {
            VaultExamination examination = VaultExamination.create(
                    gateway.vertx, gateway.config(), "credence-test", TimeSource.system(), () -> 0L, gateway.meters);
            return examination.examine(List.of(credentials), issue).eventually(examination::close);
        });
    }

    static CredentialConfig aws(String mount, String role) {
        return new AwsCredentialConfig(
                role.equals("more") ? role : "app",
                "vault",
                mount,
                role,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "app",
                AssumeRoleConfig.NONE);
    }

    static CredentialConfig gcp(GcpKind kind) {
        return new GcpCredentialConfig("app", "vault", "gcp", "app", kind, Optional.empty(), List.of(), "app");
    }

    static CredentialConfig azure(AzureKind kind) {
        return new AzureCredentialConfig(
                "app",
                "vault",
                "azure",
                "app",
                kind,
                Optional.empty(),
                AzureCredentialConfig.PUBLIC_AUTHORITY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "app");
    }
}
