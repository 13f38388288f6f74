package dev.credence.provider.azure;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** The clouds that Azure consists of: which one it is, the authority tells. */
enum AzureEnvironment {
    PUBLIC("AzurePublicCloud", "https://management.azure.com", Set.of()),
    US_GOVERNMENT("AzureUSGovernmentCloud", "https://management.usgovcloudapi.net", Set.of("login.microsoftonline.us")),
    CHINA(
            "AzureChinaCloud",
            "https://management.chinacloudapi.cn",
            Set.of("login.chinacloudapi.cn", "login.partner.microsoftonline.cn"));

    private final String label;
    private final String management;
    private final Set<String> authorities;

    AzureEnvironment(String label, String management, Set<String> authorities) {
        this.label = label;
        this.management = management;
        this.authorities = authorities;
    }

    /** The one whose tokens that authority issues; the public one for authorities that nobody knows. */
    static AzureEnvironment of(URI authority) {
        String host = authority.getHost() == null ? "" : authority.getHost().toLowerCase(Locale.ROOT);
        for (AzureEnvironment environment : values()) {
            if (environment.authorities.contains(host)) {
                return environment;
            }
        }
        return PUBLIC;
    }

    /** As {@code compute/azEnvironment} has it. */
    String label() {
        return label;
    }

    /** The resource manager, written as SDKs ask for it: the scope without {@code /.default}. */
    String management() {
        return management;
    }
}
