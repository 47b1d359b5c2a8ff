package dev.modelrouter.fake;

/**
 * The reply that is no HTTP, or HTTP that nobody else would write: bytes, then a clean close.
 *
 * @param bytes all that goes on the wire
 */
public record RawBytesReply(byte[] bytes) implements Reply {}
