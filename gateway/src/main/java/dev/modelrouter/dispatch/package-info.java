/** The walk over the targets of one exchange: attempts, fallback, commit, relay, settlement. */
@NullMarked
package dev.modelrouter.dispatch;

import org.jspecify.annotations.NullMarked;
