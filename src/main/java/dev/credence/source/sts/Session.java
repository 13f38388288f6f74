package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import java.time.Instant;

/** What {@code AssumeRole} gave. */
record Session(AwsCredential credential, Instant expires) {}
