/**
 * The configuration: records, and how files and environment become them, with every problem named.
 */
@NullMarked
package dev.credence.config;

import org.jspecify.annotations.NullMarked;
