package dev.credence.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureEnvironmentTest {

    @ParameterizedTest
    @CsvSource({
        "https://login.microsoftonline.com, AzurePublicCloud, https://management.azure.com",
        "https://login.microsoftonline.us, AzureUSGovernmentCloud, https://management.usgovcloudapi.net",
        "https://LOGIN.microsoftonline.us:443, AzureUSGovernmentCloud, https://management.usgovcloudapi.net",
        "https://login.chinacloudapi.cn, AzureChinaCloud, https://management.chinacloudapi.cn",
        "https://login.partner.microsoftonline.cn, AzureChinaCloud, https://management.chinacloudapi.cn",
        "http://127.0.0.1:8080, AzurePublicCloud, https://management.azure.com",
        "http://[::1]:8080, AzurePublicCloud, https://management.azure.com",
        "opaque, AzurePublicCloud, https://management.azure.com",
    })
    void isToldByTheAuthority(URI authority, String label, String management) {
        AzureEnvironment environment = AzureEnvironment.of(authority);

        assertThat(environment.label()).isEqualTo(label);
        assertThat(environment.management()).isEqualTo(management);
    }
}
