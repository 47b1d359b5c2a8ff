/** Values and parsers at the level of bytes: event streams, JSON, addresses. No I/O, no clock. */
@NullMarked
package dev.modelrouter.wire;

import org.jspecify.annotations.NullMarked;
