package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.wire.ByteBuilder;

/**
 * What a tool of Anthropic's servers brought (a search, a sandbox, an MCP server), as JSON text for
 * models elsewhere. What only Anthropic can decrypt is left out.
 */
final class ServerToolText {
  private static final String ENCRYPTED = "encrypted_";
  private static final String CACHE = "cache_control";
  private static final int EXTRA_CAPACITY = 256;

  private ServerToolText() {}

  /** The text of such a result's content. */
  static String of(LocatedJson content) {
    if (content.isNull()) {
      return "";
    }
    if (content.isText()) {
      return content.text();
    }
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    write(content, out);
    return new String(out.take(), UTF_8);
  }

  private static void write(LocatedJson value, ByteBuilder out) {
    if (value.isText()) {
      out.appendJson(value.text());
    } else if (value.isArray()) {
      String before = "[";
      for (LocatedJson element : value.elements()) {
        write(element, out.append(before));
        before = ",";
      }
      out.append(before.equals("[") ? "[]" : "]");
    } else if (value.isObject()) {
      String before = "{";
      for (String name : value.names()) {
        if (!name.startsWith(ENCRYPTED) && !name.equals(CACHE)) {
          write(value.field(name), out.append(before).appendJson(name).append(':'));
          before = ",";
        }
      }
      out.append(before.equals("{") ? "{}" : "}");
    } else {
      value.value().write(out);
    }
  }
}
