/**
 * Amazon's dialect: EC2 instance metadata, container credentials and the process document.
 */
@NullMarked
package dev.credence.provider.aws;

import org.jspecify.annotations.NullMarked;
