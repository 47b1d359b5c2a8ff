package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * A function that the model may ask to be called.
 *
 * @param name what the model calls it
 * @param description what it is for, or null
 * @param parameters a JSON Schema as text, or null for no parameters
 * @param strict whether the arguments must fit the schema exactly; null when nobody said
 * @param cache the prompt cache mark behind it, or null
 */
public record Tool(
    String name,
    @Nullable String description,
    @Nullable String parameters,
    @Nullable Boolean strict,
    @Nullable CacheControl cache) {
  /** A function without a cache mark. */
  public Tool(
      String name,
      @Nullable String description,
      @Nullable String parameters,
      @Nullable Boolean strict) {
    this(name, description, parameters, strict, null);
  }
}
