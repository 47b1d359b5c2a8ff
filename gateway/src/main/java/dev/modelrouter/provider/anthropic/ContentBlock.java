package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/**
 * A content block, as it begins or whole, or the delta of one. Reused from event to event; what one
 * does not say is null after {@link #read}.
 */
final class ContentBlock {
  private static final byte[] TYPE = ascii("type");
  private static final byte[] TEXT = ascii("text");
  private static final byte[] THINKING = ascii("thinking");
  private static final byte[] SIGNATURE = ascii("signature");
  private static final byte[] DATA = ascii("data");
  private static final byte[] ID = ascii("id");
  private static final byte[] NAME = ascii("name");
  private static final byte[] INPUT = ascii("input");
  private static final byte[] PARTIAL_JSON = ascii("partial_json");
  private static final byte[] STOP_REASON = ascii("stop_reason");

  EventType eventType = EventType.OTHER;

  /** Its text, thought, seal or piece of arguments: whatever its kind is about. */
  @Nullable String text;

  /** The seal on a thought. */
  @Nullable String signature;

  @Nullable String id;
  @Nullable String name;

  /** A tool's arguments, when they come at once: JSON as it was written. */
  @Nullable String input;

  @Nullable String stopReason;

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  void clear() {
    eventType = EventType.OTHER;
    text = null;
    signature = null;
    id = null;
    name = null;
    input = null;
    stopReason = null;
  }

  /** Reads the next value if it is an object, else goes over it. */
  void read(JsonScanner json, byte[] bytes) {
    clear();
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(INPUT) && json.isContainer()) {
        int from = json.position();
        json.skip();
        input = new String(bytes, from, json.position() - from, UTF_8);
      } else if (json.isString()) {
        string(json, bytes);
      } else {
        json.skip();
      }
    }
  }

  private void string(JsonScanner json, byte[] bytes) {
    if (json.nameIs(TYPE)) {
      eventType = kind(json, bytes);
    } else if (json.nameIs(TEXT)
        || json.nameIs(PARTIAL_JSON)
        || json.nameIs(THINKING)
        || json.nameIs(DATA)) {
      text = json.string();
    } else if (json.nameIs(SIGNATURE)) {
      signature = json.string();
    } else if (json.nameIs(ID)) {
      id = json.string();
    } else if (json.nameIs(NAME)) {
      name = json.string();
    } else if (json.nameIs(STOP_REASON)) {
      stopReason = json.string();
    } else {
      json.skip();
    }
  }

  /** Reads a string that names a kind, without making one. */
  static EventType kind(JsonScanner json, byte[] bytes) {
    int from = json.position() + 1;
    json.skip();
    return EventType.of(bytes, from, json.position() - 1);
  }
}
