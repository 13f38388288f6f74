package dev.credence.dev;

import java.util.List;

/** The made-up accounts that the development backend issues credentials for; no cloud has any of them. */
public final class DevIdentity {
    /** The role, account or principal that every mount knows. */
    public static final String ROLE = "dev";

    /** The AWS account, which is the one of AWS' own documentation. */
    public static final String AWS_ACCOUNT_ID = "123456789012";

    /** The role that {@code aws/creds/dev} assumes. */
    public static final String AWS_ROLE_ARN = "arn:aws:iam::" + AWS_ACCOUNT_ID + ":role/" + ROLE;

    /** The Google Cloud project. */
    public static final String GCP_PROJECT = "credence-dev";

    /** The service account behind all three kinds of Google Cloud account. */
    public static final String GCP_EMAIL = ROLE + "@" + GCP_PROJECT + ".iam.gserviceaccount.com";

    /** The Azure tenant. */
    public static final String AZURE_TENANT_ID = "00000000-0000-4000-8000-00000000000a";

    /** The Azure subscription. */
    public static final String AZURE_SUBSCRIPTION_ID = "00000000-0000-4000-8000-00000000000b";

    /** The application of {@code azure/static-creds/dev} and {@code azure/token/dev}. */
    public static final String AZURE_CLIENT_ID = "00000000-0000-4000-8000-00000000000c";

    /** The roles of the metadata service. */
    public static final List<String> METADATA_ROLES = List.of(ROLE, ROLE + "-reader", ROLE + "-writer");

    private DevIdentity() {}
}
