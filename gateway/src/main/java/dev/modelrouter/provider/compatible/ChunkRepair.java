package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mends chunks that strict clients cannot read, on their way to a caller of the same dialect: takes
 * a top-level {@code error} that is null out and, for providers that need it, numbers the entries
 * of {@code tool_calls} that lack their {@code index} and gives an answer with calls the reason
 * {@code tool_calls}. All other bytes stay. One instance a stream; confined to one thread.
 */
final class ChunkRepair {
  private static final byte[] ERROR = ascii("error");
  private static final byte[] CHOICES = ascii("choices");
  private static final byte[] INDEX = ascii("index");
  private static final byte[] DELTA = ascii("delta");
  private static final byte[] TOOL_CALLS = ascii("tool_calls");
  private static final byte[] ID = ascii("id");
  private static final byte[] FUNCTION = ascii("function");
  private static final byte[] NAME = ascii("name");
  private static final byte[] FINISH_REASON = ascii("finish_reason");
  private static final byte[] CALLS_REASON = ascii("\"tool_calls\"");
  private static final byte[] NOTHING = {};

  /** In place of the id of an entry that begins a call and has none. */
  private static final String NEW_CALL = "\u0000";

  /** A part of the chunk and what stands there in its place. */
  private record ChunkEdit(int from, int to, byte[] text) {}

  /** A call of one choice: the number of that choice, and its own id. */
  private record ToolCallKey(long choice, String id) {}

  private final boolean toolCalls;
  private final JsonScanner json = new JsonScanner();
  private final List<ChunkEdit> chunkEdits = new ArrayList<>();
  private final List<ToolCallKey> toolCallKeys = new ArrayList<>();

  /**
   * At the start of a stream.
   *
   * @param toolCalls whether the provider leaves the numbers of tool calls out
   */
  ChunkRepair(boolean toolCalls) {
    this.toolCalls = toolCalls;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /**
   * The whole event that passes in place of one with this data.
   *
   * @return null where there is nothing to mend
   * @throws dev.modelrouter.wire.MalformedJsonException if the data is not JSON
   */
  byte @Nullable [] event(byte[] data, int from, int to) {
    chunkEdits.clear();
    json.reset(data, from, to);
    if (json.beginObject()) {
      fields(data);
    }
    return chunkEdits.isEmpty() ? null : write(data, from, to);
  }

  private void fields(byte[] data) {
    int before = json.position();
    boolean only = true;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(ERROR) && json.isNull()) {
        json.skip();
        cut(data, before, only);
      } else {
        only = false;
        if (toolCalls && json.nameIs(CHOICES) && json.beginArray()) {
          for (boolean next = true; json.nextElement(next); next = false) {
            choice(data);
          }
        } else {
          json.skip();
        }
      }
      before = json.position();
    }
  }

  /**
   * Cuts a field with the comma that goes with it: the one before it or, where no field before it
   * is left, the one behind it.
   */
  private void cut(byte[] data, int before, boolean only) {
    int to = json.position();
    if (only) {
      int comma = to;
      while (data[comma] == ' ' || data[comma] == '\t' || data[comma] == '\n') {
        comma++;
      }
      to = data[comma] == ',' ? comma + 1 : to;
    }
    chunkEdits.add(new ChunkEdit(data[before] == ',' && only ? before + 1 : before, to, NOTHING));
  }

  private void choice(byte[] data) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    // Its number may stand behind its calls.
    long index = 0;
    List<Integer> unnumbered = new ArrayList<>(1);
    List<String> ids = new ArrayList<>(1);
    int reasonFrom = -1;
    int reasonTo = -1;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(INDEX) && json.isNumber()) {
        index = json.wholeNumber();
      } else if (json.nameIs(DELTA) && json.beginObject()) {
        delta(unnumbered, ids);
      } else if (json.nameIs(FINISH_REASON) && json.isString()) {
        reasonFrom = json.position();
        String reason = json.string();
        reasonTo = reason.equals("stop") ? json.position() : -1;
      } else {
        json.skip();
      }
    }
    for (int i = 0; i < ids.size(); i++) {
      int number = number(index, ids.get(i));
      if (unnumbered.get(i) >= 0) {
        int at = unnumbered.get(i);
        chunkEdits.add(new ChunkEdit(at, at, ascii("\"index\":" + number + separator(data, at))));
      }
    }
    if (reasonTo >= 0 && count(index) > 0) {
      chunkEdits.add(new ChunkEdit(reasonFrom, reasonTo, CALLS_REASON));
    }
  }

  private static String separator(byte[] data, int at) {
    int next = at;
    while (data[next] == ' ' || data[next] == '\t' || data[next] == '\n') {
      next++;
    }
    return data[next] == '}' ? "" : ",";
  }

  /** Notes for each entry where its number is missing, or -1, and which call it names. */
  private void delta(List<Integer> unnumbered, List<String> ids) {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(TOOL_CALLS) && json.beginArray()) {
        for (boolean next = true; json.nextElement(next); next = false) {
          if (json.beginObject()) {
            call(unnumbered, ids);
          } else {
            json.skip();
          }
        }
      } else {
        json.skip();
      }
    }
  }

  private void call(List<Integer> unnumbered, List<String> ids) {
    int inside = json.position();
    boolean numbered = false;
    String id = "";
    boolean named = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(INDEX) && json.isNumber()) {
        numbered = true;
        json.skip();
      } else if (json.nameIs(ID) && json.isString()) {
        id = json.string();
      } else if (json.nameIs(FUNCTION) && json.beginObject()) {
        for (boolean next = true; json.nextField(next); next = false) {
          named |= json.nameIs(NAME) && json.isString();
          json.skip();
        }
      } else {
        json.skip();
      }
    }
    unnumbered.add(numbered ? -1 : inside);
    ids.add(id.isEmpty() && named ? NEW_CALL : id);
  }

  /** The number of the call that an entry belongs to: by its id, else the last one. */
  private int number(long choice, String id) {
    int count = 0;
    for (ToolCallKey toolCallKey : toolCallKeys) {
      if (toolCallKey.choice() == choice) {
        if (!id.isEmpty() && !id.equals(NEW_CALL) && toolCallKey.id().equals(id)) {
          return count;
        }
        count++;
      }
    }
    if (id.isEmpty() && count > 0) {
      return count - 1;
    }
    toolCallKeys.add(new ToolCallKey(choice, id));
    return count;
  }

  private int count(long choice) {
    int count = 0;
    for (ToolCallKey toolCallKey : toolCallKeys) {
      count += toolCallKey.choice() == choice ? 1 : 0;
    }
    return count;
  }

  private byte[] write(byte[] data, int from, int to) {
    chunkEdits.sort((one, other) -> Integer.compare(one.from(), other.from()));
    ByteBuilder out = new ByteBuilder(to - from + 64);
    out.append("data: ");
    int at = from;
    for (ChunkEdit chunkEdit : chunkEdits) {
      line(out, data, at, chunkEdit.from());
      out.append(chunkEdit.text());
      at = chunkEdit.to();
    }
    line(out, data, at, to);
    return out.append("\n\n").take();
  }

  /** The lines of data that came in several become one: between JSON's tokens they are blanks. */
  private static void line(ByteBuilder out, byte[] data, int from, int to) {
    for (int i = from; i < to; i++) {
      out.append(data[i] == '\n' || data[i] == '\r' ? ' ' : (char) (data[i] & 0xFF));
    }
  }
}
