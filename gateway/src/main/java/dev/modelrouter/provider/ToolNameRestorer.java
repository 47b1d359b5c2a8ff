package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts the callers' names of tools back into an answer to a request in which they were fitted. In
 * bytes a name is found as a whole JSON string; inside other strings its quotes are escaped, so
 * that nothing in a text is taken for it.
 */
public final class ToolNameRestorer {
  private record Name(byte[] quoted, String original) {}

  private final Map<String, String> originals;
  private final List<Name> names = new ArrayList<>();

  /**
   * A restorer.
   *
   * @param originals the callers' names by those that were sent in their place
   */
  public ToolNameRestorer(Map<String, String> originals) {
    this.originals = originals;
    originals.forEach(
        (sent, original) -> names.add(new Name(('"' + sent + '"').getBytes(US_ASCII), original)));
  }

  private ChatEvent restore(ChatEvent event) {
    if (event instanceof ChatEvent.ToolCallDelta call && call.name() != null) {
      String original = originals.get(call.name());
      return original == null
          ? event
          : new ChatEvent.ToolCallDelta(call.index(), call.id(), original, call.arguments());
    }
    return event;
  }

  /** Hands events on under the callers' names. */
  public Consumer<ChatEvent> events(Consumer<? super ChatEvent> out) {
    return event -> out.accept(restore(event));
  }

  /** Hands whole events on as bytes with the callers' names. */
  public PassthroughProvider.ByteSink bytes(PassthroughProvider.ByteSink out) {
    return (bytes, from, to) -> {
      byte[] restored = restore(bytes, from, to);
      if (restored.length > 0) {
        out.accept(restored, 0, restored.length);
      }
    };
  }

  /** The bytes of whole JSON documents with the callers' names. */
  public byte[] restore(byte[] bytes, int from, int to) {
    ByteBuilder out = new ByteBuilder(to - from + 64);
    int done = from;
    for (int at = from; at < to; at++) {
      if (bytes[at] != '"') {
        continue;
      }
      for (Name name : names) {
        if (isAt(bytes, at, to, name.quoted()) && (at == from || bytes[at - 1] != '\\')) {
          out.append(bytes, done, at).appendJson(name.original());
          done = at + name.quoted().length;
          at = done - 1;
          break;
        }
      }
    }
    return out.append(bytes, done, to).take();
  }

  private static boolean isAt(byte[] bytes, int at, int to, byte[] wanted) {
    if (to - at < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
