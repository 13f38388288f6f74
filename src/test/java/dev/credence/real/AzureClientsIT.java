package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.real.Sdk.Language;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Azure's unmodified SDKs at a development gateway, with nothing but the variables of {@code credence env azure} (a virtual
 * machine) or {@code credence env azure-app-service}, which is all that Go's SDK can be pointed with.
 */
@Tag("real")
class AzureClientsIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @CsvSource({
        "PYTHON, managed, azure",
        "PYTHON, default, azure",
        "PYTHON, managed, azure-app-service",
        "PYTHON, default, azure-app-service",
        "NODE, managed, azure",
        "NODE, default, azure",
        "NODE, managed, azure-app-service",
        "NODE, default, azure-app-service",
        "GO, managed, azure-app-service",
        "GO, default, azure-app-service",
        "JAVA, managed, azure",
        "JAVA, default, azure",
        "JAVA, managed, azure-app-service",
        "JAVA, default, azure-app-service"
    })
    void everySdkFindsAToken(Language language, String way, String form) {
        var gateway = rig.dev().ready();

        var found = rig.tokens(Sdk.azure(language, way), gateway.environment(form), 1);

        assertThat(found.tokens()).singleElement().satisfies(token -> assertThat(token.expires())
                .isAfter(token.got()));
    }

    @ParameterizedTest
    @CsvSource({
        "PYTHON, managed, azure",
        "PYTHON, managed, azure-app-service",
        "NODE, managed, azure",
        "GO, managed, azure-app-service",
        "JAVA, managed, azure"
    })
    void oneLongLivedObjectGetsAnotherTokenWhenTheFirstHasExpired(Language language, String way, String form) {
        var gateway = rig.dev("--dev-ttl", "20s").ready();

        var found = rig.tokens(Sdk.azure(language, way), gateway.environment(form), 2);

        assertThat(found.tokens())
                .extracting(SdkTokens.Token::value)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(found.tokens())
                .allSatisfy(token -> assertThat(token.expires()).isAfter(token.got()));
    }
}
