/** The top floor: start, stop, and the composition root. */
@NullMarked
package dev.modelrouter;

import org.jspecify.annotations.NullMarked;
