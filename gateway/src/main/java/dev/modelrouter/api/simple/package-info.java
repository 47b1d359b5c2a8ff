/**
 * The inherited dialect ({@code /chat}, {@code /stream}) as a codec: bytes to {@link
 * dev.modelrouter.chat.ChatRequest}, answers and errors to bytes. Opens no socket, reads no clock.
 */
@NullMarked
package dev.modelrouter.api.simple;

import org.jspecify.annotations.NullMarked;
