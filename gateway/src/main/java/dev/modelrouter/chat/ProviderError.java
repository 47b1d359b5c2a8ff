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
 * @param otherFields the other fields of its error as members of a JSON object, fit to be shown and
 *     without braces; empty where there are none, or where its dialect is not OpenAI's
 */
public record ProviderError(
    int status,
    @Nullable String message,
    @Nullable String type,
    @Nullable String code,
    @Nullable String param,
    String otherFields) {

  /** An error without other fields. */
  public ProviderError(
      int status,
      @Nullable String message,
      @Nullable String type,
      @Nullable String code,
      @Nullable String param) {
    this(status, message, type, code, param, "");
  }
}
