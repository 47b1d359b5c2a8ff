/** A provider that was looked for and not found. */
@NullMarked
package dev.modelrouter.provider.absent;

import org.jspecify.annotations.NullMarked;
