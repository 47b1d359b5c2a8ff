package dev.modelrouter.provider;

import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonObjectText;

/**
 * The arguments of a tool call for dialects that want them as a JSON object and not as text. The
 * text is a model's own writing, so it may be anything; it is part of the past, and the caller
 * cannot mend it.
 */
public final class ToolArguments {
  private ToolArguments() {}

  /** Appends the arguments as an object, every digit as it was written. */
  public static void appendObject(ByteBuilder out, String arguments) {
    JsonObjectText.append(out, arguments);
  }
}
