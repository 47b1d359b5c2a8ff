/** Telemetry: metrics and logs. Only the composition root knows this room. */
@NullMarked
package dev.modelrouter.telemetry;

import org.jspecify.annotations.NullMarked;
