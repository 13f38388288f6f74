package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcpConfigurationTest {
    private static final String SCOPES = "https://www.googleapis.com/auth/";

    private static GcpCredentialConfig credential(Written written) {
        return (GcpCredentialConfig) written.load().credentials().get("c");
    }

    private static GcpCredentialConfig credential(String keys) {
        return credential(Written.yaml("credentials: {c: {provider: gcp, role: a, " + keys + "}}"));
    }

    @Test
    void needsNoMoreThanARole() {
        assertThat(credential(Written.yaml("credentials: {c: {provider: gcp, role: team/a}}")))
                .isEqualTo(new GcpCredentialConfig(
                        "c", "vault", "gcp", "team/a", GcpKind.AUTO, Optional.empty(), List.of(), "c"));
    }

    @ParameterizedTest
    @EnumSource
    void knowsEveryKindByItsLabel(GcpKind kind) {
        assertThat(credential("kind: " + kind.label()).kind()).isEqualTo(kind);
    }

    @Test
    void tellsWhatVaultMayNotBeAskedFor() {
        GcpCredentialConfig config = credential(
                "mount: /team/gcp/, email: app@p.iam.gserviceaccount.com, scopes: [cloud-platform, devstorage.read_only]");

        assertThat(config.mount()).isEqualTo("team/gcp");
        assertThat(config.email()).contains("app@p.iam.gserviceaccount.com");
        assertThat(config.scopes()).containsExactly(SCOPES + "cloud-platform", SCOPES + "devstorage.read_only");
        assertThat(config.provider()).isEqualTo(Cloud.GCP);
        assertThat(config.ttl()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "cloud-platform, https://www.googleapis.com/auth/cloud-platform",
        "userinfo.email, https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/drive, https://www.googleapis.com/auth/drive",
        "https://mail.google.com/, https://mail.google.com/",
        "openid, openid",
        "email, email",
        "profile, profile",
    })
    void takesOneScopeAsTextAndShortOnesInFull(String written, String scope) {
        assertThat(credential("scopes: '" + written + "'").scopes()).containsExactly(scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scopes: ", "scopes: ''", "scopes: []", "email: ''", "role-arn: ''", "ttl: "})
    void takesEmptyForNotWritten(String empty) {
        assertThat(credential(empty)).isEqualTo(credential("mount: gcp"));
    }

    @Test
    void separatesScopesOfAVariableByCommas() {
        Written written = Written.yaml("credentials: {c: {provider: gcp, role: a}}")
                .with("CREDENCE_CREDENTIALS_C_SCOPES", "cloud-platform, openid");

        assertThat(credential(written).scopes()).containsExactly(SCOPES + "cloud-platform", "openid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "kind: impersonated | kind: \"impersonated\" is not one of auto, impersonated-account, roleset,"
                        + " static-account",
                "kind: rolset | kind: \"rolset\" is not one of auto, impersonated-account, roleset, static-account;"
                        + " did you mean roleset?",
                "email: app | email: \"app\" is not the e-mail address of a service account; write it like"
                        + " app@project.iam.gserviceaccount.com",
                "email: a/../b@p.example | email: \"a/../b@p.example\" is not the e-mail address of a service account;"
                        + " write it like app@project.iam.gserviceaccount.com",
                "scopes: 'a b' | scopes: \"a b\" is not a scope; write it like cloud-platform or"
                        + " https://www.googleapis.com/auth/cloud-platform, and several as a list",
                "scopes: ['a,b'] | scopes: \"a,b\" is not a scope; write it like cloud-platform or"
                        + " https://www.googleapis.com/auth/cloud-platform, and several as a list",
                "scopes: [a, ''] | scopes: \"\" is not a scope; write it like cloud-platform or"
                        + " https://www.googleapis.com/auth/cloud-platform, and several as a list",
                "scopes: [a, 'https://www.googleapis.com/auth/a'] | scopes:"
                        + " \"https://www.googleapis.com/auth/a\" is listed twice",
                "scopes: {a: b} | scopes: must be a single value or a list, like [a, b]",
                "mount: / | mount: \"/\" is not the path of a secrets engine; write it like gcp or team/gcp",
                "ttl: 1h | ttl: \"1h\" cannot be asked for with gcp, where the role in Vault decides; set it there"
                        + " and remove it here",
            })
    void saysWhatIsWrongWithACredential(String keys, String problem) {
        assertThat(Written.yaml("credentials: {c: {provider: gcp, role: a, " + keys + "}}")
                        .problems())
                .containsExactly("credence.yaml:1: credentials.c." + problem);
    }

    @Test
    void makesIdTokensOnRequestOnly() {
        assertThat(Written.smallestAnd("").load().gcp())
                .isEqualTo(new GcpProviderConfig(false, GcpProviderConfig.PUBLIC_ENDPOINT));
        assertThat(Written.smallestAnd("providers: {gcp: {identity: off}}")
                        .load()
                        .gcp()
                        .identity())
                .isFalse();
        GcpProviderConfig gcp = Written.yaml("""
                        credentials: {c: {provider: gcp, role: a}}
                        providers: {gcp: {identity: iam-credentials, identity-endpoint: "http://127.0.0.1:8080/"}}
                        """).load().gcp();
        assertThat(gcp.identity()).isTrue();
        assertThat(gcp.identityEndpoint()).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void readsTheInstance() {
        GcpInstance instance = Written.smallestAnd("""
                        instance:
                          gcp:
                            project-id: p
                            numeric-project-id: 0123
                            zone: europe-west1-b
                            id: 18446744073709551615
                            machine-type: ""
                            attributes: {startup-script: "echo ${HOME}", empty: , b_1: yes}
                            project-attributes: {ssh-keys: k}
                            tags: [http-server, web]
                        """).load().gcpInstance();

        assertThat(instance.values())
                .isEqualTo(Map.of(
                        "project-id", "p",
                        "numeric-project-id", "0123",
                        "zone", "europe-west1-b",
                        "id", "18446744073709551615"));
        assertThat(instance.attributes())
                .containsExactly(
                        Map.entry("startup-script", "echo ${HOME}"), Map.entry("empty", ""), Map.entry("b_1", "yes"));
        assertThat(instance.projectAttributes()).isEqualTo(Map.of("ssh-keys", "k"));
        assertThat(instance.tags()).containsExactly("http-server", "web");
        assertThat(instance.value("machine-type")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-central1-a", "northamerica-northeast2-c", "europe-west12-b", "us-central1-ai1a"})
    void takesEveryFormOfZone(String zone) {
        assertThat(Written.smallestAnd("instance: {gcp: {zone: " + zone + "}}")
                        .load()
                        .gcpInstance()
                        .value("zone"))
                .contains(zone);
    }

    /** Each on line 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "providers: {gcp: {identity: on}} | providers.gcp.identity: \"on\" is not one of iam-credentials, off",
                "providers: {gcp: {identity: iam-credential}} | providers.gcp.identity: \"iam-credential\" is not one"
                        + " of iam-credentials, off; did you mean iam-credentials?",
                "providers: {gcp: {identity-endpoint: 'https://h/v1'}} | providers.gcp.identity-endpoint:"
                        + " \"https://h/v1\" has more than scheme, host and port; write https://h",
                "instance: {gcp: {zone: projects/1/zones/europe-west1-b}} | instance.gcp.zone:"
                        + " \"projects/1/zones/europe-west1-b\" is not a zone; write its name alone, like"
                        + " europe-west1-b",
                "instance: {gcp: {zone: europe-west1}} | instance.gcp.zone: \"europe-west1\" is not a zone; write its"
                        + " name alone, like europe-west1-b",
                "instance: {gcp: {numeric-project-id: p}} | instance.gcp.numeric-project-id: \"p\" is not a number of"
                        + " Google's; write its digits, 20 at most",
                "instance: {gcp: {id: 0x1}} | instance.gcp.id: \"0x1\" is not a number of Google's; write its digits,"
                        + " 20 at most",
                "instance: {gcp: {project: p}} | instance.gcp.project: unknown key; known here: attributes,"
                        + " cpu-platform, description, hostname, id, image, machine-type, name, numeric-project-id,"
                        + " project-attributes, project-id, tags, universe-domain, zone",
                "instance: {gcp: {attributes: {a b: c}}} | instance.gcp.attributes.a b: is not the name of an"
                        + " attribute; it may have up to 128 letters, digits, _ and -",
                "instance: {gcp: {project-attributes: [a]}} | instance.gcp.project-attributes: must be a map of names",
                "instance: {gcp: {tags: [Web]}} | instance.gcp.tags: \"Web\" is not a network tag; it may have up to 63"
                        + " lower-case letters, digits and -, a letter first",
                "instance: {gcp: {tags: [web, web]}} | instance.gcp.tags: \"web\" is listed twice",
                "instance: {gcp: {tags: {a: b}}} | instance.gcp.tags: must be a list, like [a, b]",
            })
    void saysWhatIsWrongWithProviderAndInstance(String line, String problem) {
        assertThat(Written.smallestAnd(line).problems()).containsExactly("credence.yaml:2: " + problem);
    }

    @Test
    void warnsOfIdTokensThatNoCredentialCanMake() {
        assertThat(Written.smallestAnd("providers: {gcp: {identity: iam-credentials}}")
                        .warnings())
                .containsExactly("credence.yaml:2: providers.gcp.identity: warning: there is no gcp credential to make"
                        + " ID tokens for; add one, or write off");
    }

    @Test
    void warnsOfACallerThatHasOneAccountTwice() {
        String credentials = """
                credentials:
                  a: {provider: gcp, role: a, email: x@p.example}
                  b: {provider: gcp, role: b, email: X@p.example}
                """;

        assertThat(Written.yaml(credentials).warnings())
                .containsExactly("credence.yaml:3: credentials.b.email: warning: is that of a too, so a caller of both"
                        + " cannot choose this one by it; write what differs, or give each caller one of them");
        assertThat(Written.yaml(credentials + "callers: [{match: {cidr: 10.0.0.0/8}, credentials: [a]},"
                                + " {match: any, credentials: [b]}]")
                        .warnings())
                .isEmpty();
    }
}
