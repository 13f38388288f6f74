/**
 * Google's IAM Service Account Credentials API as a source: an access token, issued by another back end, is used to have
 * ID tokens made.
 */
@NullMarked
package dev.credence.source.google;

import org.jspecify.annotations.NullMarked;
