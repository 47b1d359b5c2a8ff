package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/** The form an answer's text must have. */
public sealed interface ResponseFormat {
  /** Anything; what holds when nobody says anything. */
  ResponseFormat TEXT = new Text();

  /** Anything. */
  record Text() implements ResponseFormat {}

  /** Some JSON object. */
  record Json() implements ResponseFormat {}

  /**
   * JSON that fits a schema.
   *
   * @param name what the schema is called
   * @param schema a JSON Schema as text
   * @param strict whether it must fit exactly; null when nobody said
   */
  record Schema(String name, String schema, @Nullable Boolean strict) implements ResponseFormat {}
}
