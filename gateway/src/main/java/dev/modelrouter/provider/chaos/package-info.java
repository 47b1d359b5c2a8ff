/** A provider that fails as it is told to, for rehearsals. */
@NullMarked
package dev.modelrouter.provider.chaos;

import org.jspecify.annotations.NullMarked;
