package dev.credence.provider.azure;

import java.net.URI;
import java.util.Locale;

/** The clouds that Azure consists of: which one it is, the authority tells. */
enum AzureEnvironment {
    PUBLIC("AzurePublicCloud", "https://management.azure.com"),
    US_GOVERNMENT("AzureUSGovernmentCloud", "https://management.usgovcloudapi.net"),
    CHINA("AzureChinaCloud", "https://management.chinacloudapi.cn");

    private final String label;
    private final String management;

    AzureEnvironment(String label, String management) {
        this.label = label;
        this.management = management;
    }

    /** The one whose tokens that authority issues; the public one for authorities that nobody knows. */
    static AzureEnvironment of(URI authority) {
        String host = authority.getHost() == null ? "" : authority.getHost().toLowerCase(Locale.ROOT);
        return switch (host) {
            case "login.microsoftonline.us" -> US_GOVERNMENT;
            case "login.chinacloudapi.cn", "login.partner.microsoftonline.cn" -> CHINA;
            default -> PUBLIC;
        };
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
