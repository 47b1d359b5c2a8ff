package dev.modelrouter.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Custom tools take free text, which no other dialect has: to a provider such a tool is a function
 * with one string, {@code input}.
 */
public final class CustomToolAdapter {
  private static final byte[] INPUT = "input".getBytes(UTF_8);
  private static final int EXTRA_CAPACITY = 256;

  private CustomToolAdapter() {}

  /**
   * The schema of such a function.
   *
   * @param form what the text must be like, or null where it may be anything
   */
  public static String schema(@Nullable String form) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    out.append("{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"");
    if (form != null) {
      out.append(",\"description\":").appendJson(form);
    }
    out.append("}},\"required\":[\"input\"],\"additionalProperties\":false}");
    return new String(out.take(), UTF_8);
  }

  /** What a grammar tells the model; null where it says nothing. */
  public static @Nullable String form(@Nullable String syntax, @Nullable String definition) {
    return definition == null
        ? null
        : "Text that fits this grammar"
            + (syntax == null ? "" : " (" + syntax + ")")
            + ":\n"
            + definition;
  }

  /** The arguments that are this text. */
  public static String wrap(String text) {
    ByteBuilder out = new ByteBuilder(text.length() + EXTRA_CAPACITY);
    return new String(out.append("{\"input\":").appendJson(text).append('}').take(), UTF_8);
  }

  /** The text that these arguments are; the arguments themselves where they are something else. */
  public static String unwrap(String arguments) {
    byte[] json = arguments.getBytes(UTF_8);
    JsonScanner scanner = new JsonScanner();
    scanner.reset(json, 0, json.length);
    String text = null;
    try {
      if (scanner.beginObject()) {
        for (boolean first = true; scanner.nextField(first); first = false) {
          if (scanner.nameIs(INPUT) && scanner.isString()) {
            text = scanner.string();
          } else {
            scanner.skip();
          }
        }
        scanner.finish();
      }
    } catch (MalformedJsonException e) {
      return arguments;
    }
    return text == null ? arguments : text;
  }
}
