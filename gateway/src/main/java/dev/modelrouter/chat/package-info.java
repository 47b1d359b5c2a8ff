/**
 * The words every room uses: requests, messages, events, errors. Depends on {@code java.base} only.
 */
@NullMarked
package dev.modelrouter.chat;

import org.jspecify.annotations.NullMarked;
