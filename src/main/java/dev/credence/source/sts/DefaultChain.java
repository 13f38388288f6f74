package dev.credence.source.sts;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** What AWS's SDK finds by itself: in the environment, in its files, at the metadata services. Blocks. */
interface DefaultChain {

    /** The machine's own. */
    DefaultChain OF_MACHINE = new DefaultChain() {
        @Override
        public AwsCredentialsProvider credentials() {
            return DefaultCredentialsProvider.builder().build();
        }

        @Override
        public Region region() {
            return new DefaultAwsRegionProviderChain().getRegion();
        }
    };

    /** Looks around anew; what it finds it keeps and renews. */
    AwsCredentialsProvider credentials();

    /**
     * The region.
     *
     * @throws software.amazon.awssdk.core.exception.SdkClientException if there is none
     */
    Region region();
}
