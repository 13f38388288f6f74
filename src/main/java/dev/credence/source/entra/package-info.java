/**
 * Microsoft Entra ID as a source: an application's password, issued by another back end, is exchanged for access tokens.
 */
@NullMarked
package dev.credence.source.entra;

import org.jspecify.annotations.NullMarked;
