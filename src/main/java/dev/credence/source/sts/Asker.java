package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import io.vertx.core.Future;

/** Whose credentials roles are assumed with. No future of it fails. */
interface Asker {

    /** Those of now. */
    Future<Said<AwsCredential>> credential();

    /** Others, after these were rejected; the same if there are no others. */
    Future<Said<AwsCredential>> other(AwsCredential rejected);
}
