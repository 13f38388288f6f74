/**
 * Azure's dialect: the managed identity of virtual machines and of App Service, and instance metadata.
 */
@NullMarked
package dev.credence.provider.azure;

import org.jspecify.annotations.NullMarked;
