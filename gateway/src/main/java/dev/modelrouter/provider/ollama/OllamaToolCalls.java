package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.ArgumentFilter;
import dev.modelrouter.provider.SyntheticToolCallIds;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer. Each comes whole, perhaps one in a line; their place in the answer
 * is counted here, since a line counts from 0 again. Old servers give no ids: then one is made from
 * the time of the line, which has nanoseconds, and from the call itself.
 */
final class OllamaToolCalls {
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] FUNCTION = "function".getBytes(US_ASCII);
  private static final byte[] NAME = "name".getBytes(US_ASCII);
  private static final byte[] ARGUMENTS = "arguments".getBytes(US_ASCII);

  private record OllamaToolCall(@Nullable String id, String name, String arguments) {}

  private final List<OllamaToolCall> ollamaToolCalls = new ArrayList<>(0);
  private String time = "";
  private int emitted;
  private @Nullable String name;
  private String arguments = "";

  /** Forgets the calls of the line before, not how many have been told. */
  void clear() {
    if (!ollamaToolCalls.isEmpty()) {
      ollamaToolCalls.clear();
    }
  }

  boolean isEmpty() {
    return ollamaToolCalls.isEmpty();
  }

  /** Whether any call of the answer has been told. */
  boolean wereEmitted() {
    return emitted > 0;
  }

  /** Reads the array whose beginning has been read. */
  void read(JsonScanner json, byte[] bytes) {
    for (boolean first = true; json.nextElement(first); first = false) {
      if (json.beginObject()) {
        call(json, bytes);
      } else {
        json.skip();
      }
    }
  }

  private void call(JsonScanner json, byte[] bytes) {
    String id = null;
    name = null;
    arguments = "{}";
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(ID) && json.isString()) {
        id = json.string();
      } else if (json.nameIs(FUNCTION) && json.beginObject()) {
        function(json, bytes);
      } else {
        json.skip();
      }
    }
    String tool = name;
    if (tool != null) {
      ollamaToolCalls.add(
          new OllamaToolCall(id == null || id.isEmpty() ? null : id, tool, arguments));
    }
  }

  private void function(JsonScanner json, byte[] bytes) {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(NAME) && json.isString()) {
        name = json.string();
      } else if (json.nameIs(ARGUMENTS) && json.isString()) {
        arguments = ArgumentFilter.whole(json.string());
      } else if (json.nameIs(ARGUMENTS) && !json.isNull()) {
        int from = json.position();
        json.skip();
        arguments = new String(bytes, from, json.position() - from, UTF_8);
      } else {
        json.skip();
      }
    }
  }

  /** Says when the line was written: the place of its {@code created_at}. */
  void came(byte[] bytes, int from, int to) {
    if (!ollamaToolCalls.isEmpty()) {
      time = new String(bytes, from, to - from, UTF_8);
    }
  }

  void emit(Consumer<? super ChatEvent> out) {
    for (int i = 0; i < ollamaToolCalls.size(); i++) {
      OllamaToolCall ollamaToolCall = ollamaToolCalls.get(i);
      String id = ollamaToolCall.id();
      if (id == null) {
        id =
            SyntheticToolCallIds.of(
                time, emitted, ollamaToolCall.name(), ollamaToolCall.arguments());
      }
      out.accept(
          new ChatEvent.ToolCallDelta(
              emitted, id, ollamaToolCall.name(), ollamaToolCall.arguments()));
      emitted++;
    }
  }
}
