/**
 * A long run of two gateways with hostile providers and hostile callers beside well-behaved ones
 * ({@code scripts/soak.sh}): whatever the hostile ones do, the others must not notice.
 */
@NullMarked
package dev.modelrouter.soak;

import org.jspecify.annotations.NullMarked;
