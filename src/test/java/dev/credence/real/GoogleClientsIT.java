package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.dev.DevIdentity;
import dev.credence.real.Sdk.Language;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Google's unmodified SDKs at a development gateway, with nothing but the variables of {@code credence env gcp}. */
@Tag("real")
class GoogleClientsIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @CsvSource({
        "PYTHON, default",
        "PYTHON, storage",
        "NODE, metadata",
        "NODE, default",
        "GO, metadata",
        "GO, default",
        "JAVA, default"
    })
    void everySdkFindsATokenAndWhoseItIs(Language language, String way) {
        var gateway = rig.dev().ready();

        var found = rig.tokens(Sdk.google(language, way), gateway.environment("gcp"), 1);

        assertThat(found.project()).contains(DevIdentity.GCP_PROJECT);
        assertThat(found.email()).contains(DevIdentity.GCP_EMAIL);
        assertThat(found.tokens()).singleElement().satisfies(token -> assertThat(token.expires())
                .isAfter(token.got()));
    }

    @ParameterizedTest
    @CsvSource({"PYTHON, storage", "NODE, default", "GO, default", "JAVA, default"})
    void oneLongLivedObjectGetsAnotherTokenWhenTheFirstHasExpired(Language language, String way) {
        var gateway = rig.dev("--dev-ttl", "20s").ready();

        var found = rig.tokens(Sdk.google(language, way), gateway.environment("gcp"), 2);

        assertThat(found.tokens())
                .extracting(SdkTokens.Token::value)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(found.tokens())
                .allSatisfy(token -> assertThat(token.expires()).isAfter(token.got()));
    }

    @Test
    void theInstanceIsInTheZoneOfTheConfiguration() {
        var gateway = rig.dev().ready();

        var found = rig.tokens(Sdk.google(Language.GO, "metadata"), gateway.environment("gcp"), 1);

        assertThat(found.zone()).contains("europe-west1-b");
    }
}
