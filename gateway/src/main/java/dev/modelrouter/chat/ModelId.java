package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * What the caller asked for: a provider, a model, both or neither.
 *
 * @param provider the only provider that may answer, or null for the fallback order
 * @param model the provider's name for the model, or null for each provider's default
 */
public record ModelId(@Nullable String provider, @Nullable String model) {
  /** Anybody, with their default model. */
  public static final ModelId ANY = new ModelId(null, null);
}
