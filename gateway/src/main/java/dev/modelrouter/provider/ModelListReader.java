package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;

/** Reads one field of each object in a list: the names of a provider's models. */
public final class ModelListReader {
  private ModelListReader() {}

  /**
   * The names.
   *
   * @param list the field that holds the list; a document that is a list itself is read too
   * @param name the field of each object that holds its name
   * @throws dev.modelrouter.wire.MalformedJsonException if the bytes are not JSON
   */
  public static List<String> read(byte[] body, String list, String name) {
    JsonScanner json = new JsonScanner();
    json.reset(body, 0, body.length);
    List<String> names = new ArrayList<>();
    byte[] field = name.getBytes(UTF_8);
    if (json.beginObject()) {
      byte[] listField = list.getBytes(UTF_8);
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(listField)) {
          elements(json, field, names);
        } else {
          json.skip();
        }
      }
    } else {
      elements(json, field, names);
    }
    json.finish();
    return names;
  }

  private static void elements(JsonScanner json, byte[] field, List<String> names) {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      if (!json.beginObject()) {
        json.skip();
        continue;
      }
      for (boolean inner = true; json.nextField(inner); inner = false) {
        if (json.nameIs(field) && json.isString()) {
          names.add(json.string());
        } else {
          json.skip();
        }
      }
    }
  }
}
