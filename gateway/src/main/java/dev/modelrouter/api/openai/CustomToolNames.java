package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.HashSet;
import java.util.Set;

/** Finds the names of the custom tools in a body, whose calls are answered as free text. */
final class CustomToolNames {
  private static final byte[] TOOLS = "tools".getBytes(US_ASCII);
  private static final byte[] CUSTOM = "custom".getBytes(US_ASCII);
  private static final byte[] NAME = "name".getBytes(US_ASCII);

  private final JsonScanner json = new JsonScanner();
  private final Set<String> names = new HashSet<>(0);

  private CustomToolNames() {}

  /**
   * The names.
   *
   * @param body JSON that has been checked
   */
  static Set<String> names(byte[] body) {
    CustomToolNames tools = new CustomToolNames();
    tools.json.reset(body, 0, body.length);
    try {
      tools.body();
    } catch (MalformedJsonException e) {
      return Set.of();
    }
    return tools.names;
  }

  private void body() {
    if (!json.beginObject()) {
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(TOOLS) && json.beginArray()) {
        for (boolean begin = true; json.nextElement(begin); begin = false) {
          tool();
        }
      } else {
        json.skip();
      }
    }
  }

  private void tool() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(CUSTOM) && json.beginObject()) {
        for (boolean begin = true; json.nextField(begin); begin = false) {
          if (json.nameIs(NAME) && json.isString()) {
            names.add(json.string());
          } else {
            json.skip();
          }
        }
      } else {
        json.skip();
      }
    }
  }
}
