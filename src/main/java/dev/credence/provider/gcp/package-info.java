/**
 * Google's dialect: the metadata server of Compute Engine, with access tokens and ID tokens of service accounts.
 */
@NullMarked
package dev.credence.provider.gcp;

import org.jspecify.annotations.NullMarked;
