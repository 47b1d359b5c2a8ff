package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * The name by which a caller asked for a model, and which the answer has too. Claude Code sends
 * signed thoughts back only if they came from the model that it asks, and it knows models by their
 * names alone. In a message of a provider's own the name stays as it is where the provider was
 * asked by the caller's name.
 *
 * <p>A message is looked at once: its first event but for pings. What is not as it should be stays
 * as it is.
 */
final class ResponseModelRewriter {
  private static final byte[] DATA = "data:".getBytes(US_ASCII);
  private static final byte[] TYPE = "type".getBytes(US_ASCII);
  private static final byte[] MESSAGE = "message".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);

  private final @Nullable String name;
  private boolean looked;
  private boolean ping;
  private int nameFrom = -1;
  private int nameTo = -1;

  private ResponseModelRewriter(@Nullable String name) {
    this.name = name;
  }

  /** The name in this request. */
  static ResponseModelRewriter of(Request request) {
    if (request instanceof PassthroughRequest raw && raw.body().modelFrom() >= 0) {
      JsonScanner json = new JsonScanner();
      json.reset(raw.body().bytes(), raw.body().modelFrom(), raw.body().modelTo());
      String name = json.string();
      return new ResponseModelRewriter(name.isEmpty() ? null : name);
    }
    return new ResponseModelRewriter(null);
  }

  /** The same, and this name where the caller gave none. */
  String or(String model) {
    return name == null ? model : name;
  }

  /** A whole message as the caller is to have it. */
  byte[] create(byte[] message, Target target) {
    if (!renamed(target)) {
      return message;
    }
    find(message, 0, message.length, false);
    ByteBuilder out = new ByteBuilder(message.length);
    write(message, 0, message.length, out);
    return out.take();
  }

  /** Whole events of a stream as the caller is to have them. */
  void rewrite(byte[] bytes, int from, int to, Target target, ByteBuilder out) {
    if (looked || !renamed(target)) {
      out.append(bytes, from, to);
      return;
    }
    for (int line = from; line < to && !looked; ) {
      int end = line;
      while (end < to && bytes[end] != '\n') {
        end++;
      }
      if (begins(bytes, line, end)) {
        find(bytes, line + DATA.length, end, true);
        looked = !ping;
      }
      line = end + 1;
    }
    write(bytes, from, to, out);
  }

  private boolean renamed(Target target) {
    return name != null && !name.equals(target.model());
  }

  private void write(byte[] bytes, int from, int to, ByteBuilder out) {
    if (nameFrom < 0 || name == null) {
      out.append(bytes, from, to);
    } else {
      out.append(bytes, from, nameFrom).appendJson(name).append(bytes, nameTo, to);
      nameFrom = -1;
    }
  }

  /** Looks for the name in a message, or in the event that a message begins with. */
  private void find(byte[] bytes, int from, int to, boolean event) {
    JsonScanner json = new JsonScanner();
    json.reset(bytes, from, to);
    ping = false;
    try {
      object(json, event);
      json.finish();
    } catch (MalformedJsonException e) {
      nameFrom = -1;
    }
  }

  private void object(JsonScanner json, boolean event) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (event && json.nameIs(MESSAGE)) {
        object(json, false);
      } else if (event && json.nameIs(TYPE) && json.isString()) {
        ping = json.string().equals("ping");
      } else if (!event && json.nameIs(MODEL) && json.isString()) {
        nameFrom = json.position();
        json.skip();
        nameTo = json.position();
      } else {
        json.skip();
      }
    }
  }

  private static boolean begins(byte[] bytes, int from, int to) {
    if (to - from < DATA.length) {
      return false;
    }
    for (int i = 0; i < DATA.length; i++) {
      if (bytes[from + i] != DATA[i]) {
        return false;
      }
    }
    return true;
  }
}
