package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * What a provider itself said about a failure, for callers who speak its dialect.
 *
 * @param status its HTTP status
 * @param message its sentence, fit to be shown, or null
 * @param type its {@code type}, or null
 * @param code its {@code code}, or null
 * @param param the parameter it blames, or null
 */
public record ProviderError(
    int status,
    @Nullable String message,
    @Nullable String type,
    @Nullable String code,
    @Nullable String param) {}
