package dev.credence.credential;

/** What a back end issued and a cloud's SDK can use. One record for each kind, holding values and no dialect. */
public sealed interface Credential permits AwsCredential, AzureAccessToken, AzurePrincipal, GcpAccessToken, GcpIdToken {

    /** A harmless way to recognise it in an audit line; it says nothing about the secret. */
    String fingerprint();

    /** Whether workloads get it as it is, and go on using it until the end that they were told. */
    default boolean reachesWorkloads() {
        return true;
    }
}
