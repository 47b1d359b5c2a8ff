package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * A caller's wish that the provider keeps everything up to here in its prompt cache ({@code
 * cache_control} of Anthropic's Messages API, also accepted by OpenRouter).
 *
 * @param ttl how long, {@code 5m} or {@code 1h}; null for the provider's default
 */
public record CacheControl(@Nullable String ttl) {}
