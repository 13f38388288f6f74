package dev.credence.provider.azure;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Versions of the instance metadata service, which identify what an answer holds. */
final class ApiVersions {
    /** As {@code /metadata/versions} lists them. */
    static final List<String> ALL = List.of(
            "2017-03-01",
            "2017-04-02",
            "2017-08-01",
            "2017-10-01",
            "2017-12-01",
            "2018-02-01",
            "2018-04-02",
            "2018-10-01",
            "2019-02-01",
            "2019-03-11",
            "2019-04-30",
            "2019-06-01",
            "2019-06-04",
            "2019-08-01",
            "2019-08-15",
            "2019-11-01",
            "2020-06-01",
            "2020-07-15",
            "2020-09-01",
            "2020-10-01",
            "2020-12-01",
            "2021-01-01",
            "2021-02-01",
            "2021-03-01",
            "2021-05-01",
            "2021-10-01",
            "2021-11-01",
            "2021-11-15",
            "2021-12-13",
            "2023-07-01",
            "2023-11-15",
            "2024-03-15",
            "2024-07-17",
            "2025-04-07");

    /** Those in which there are identities; SDKs send the first of them. */
    static final Set<String> IDENTITY = ALL.stream()
            .filter(version -> version.compareTo("2018-02-01") >= 0)
            .collect(Collectors.toUnmodifiableSet());

    /** App Service of today. */
    static final String APP_SERVICE = "2019-08-01";

    /** App Service before: the secret and the identity are given otherwise. */
    static final String APP_SERVICE_BEFORE = "2017-09-01";

    /** What a client is told that asks for none of them: MSAL takes the first to find the region. */
    static final List<String> NEWEST = List.of("2025-04-07", "2024-07-17", "2024-03-15");

    private ApiVersions() {}
}
