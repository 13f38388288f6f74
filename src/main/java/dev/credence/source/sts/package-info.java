/**
 * AWS STS as a source: roles are assumed with the credentials that AWS's SDKs find by themselves, or with those that
 * another back end has issued.
 *
 * <p>Only {@link dev.credence.source.sts.AwsSdk} and what it is made of touch the SDK, on a worker; connections are those of
 * {@link dev.credence.source.UpstreamHttp}, so a service that hangs holds no thread.
 */
@NullMarked
package dev.credence.source.sts;

import org.jspecify.annotations.NullMarked;
