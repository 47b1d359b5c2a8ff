/**
 * Codecs for model providers: bytes and values in, bytes and values out; no sockets, no clock, no
 * threads.
 */
@NullMarked
package dev.modelrouter.provider;

import org.jspecify.annotations.NullMarked;
