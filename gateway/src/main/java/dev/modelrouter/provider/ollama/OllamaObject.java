package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One object of Ollama's answer: a line of a stream, or the whole. Reused from line to line; what a
 * line does not say is null or 0 after {@link #read}. Durations are nanoseconds.
 */
final class OllamaObject {
  private static final byte[] MODEL = ascii("model");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] THINKING = ascii("thinking");
  private static final byte[] TOOL_CALLS = ascii("tool_calls");
  private static final byte[] ID = ascii("id");
  private static final byte[] FUNCTION = ascii("function");
  private static final byte[] NAME = ascii("name");
  private static final byte[] ARGUMENTS = ascii("arguments");
  private static final byte[] CREATED_AT = ascii("created_at");
  private static final byte[] DONE = ascii("done");
  private static final byte[] DONE_REASON = ascii("done_reason");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] PROMPT_EVAL_COUNT = ascii("prompt_eval_count");
  private static final byte[] EVAL_COUNT = ascii("eval_count");
  private static final byte[] TOTAL_DURATION = ascii("total_duration");
  private static final byte[] LOAD_DURATION = ascii("load_duration");

  private final JsonScanner json = new JsonScanner();

  @Nullable String model;
  @Nullable String text;
  @Nullable String error;
  boolean done;
  private @Nullable String thought;
  private final List<ChatEvent.ToolCallDelta> calls = new ArrayList<>(1);
  private @Nullable String createdAt;

  /** Calls of the whole answer so far. */
  private int callCount;

  private byte[] bytes = {};
  private @Nullable String doneReason;
  private long promptTokens;
  private long tokens;
  private long totalDuration;
  private long loadDuration;

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /**
   * Reads one object.
   *
   * @throws dev.modelrouter.wire.MalformedJsonException if it is not one
   */
  void read(byte[] bytes, int from, int to) {
    text = null;
    thought = null;
    calls.clear();
    error = null;
    done = false;
    doneReason = null;
    promptTokens = 0;
    tokens = 0;
    totalDuration = 0;
    loadDuration = 0;
    this.bytes = bytes;
    json.reset(bytes, from, to);
    if (!json.beginObject()) {
      json.skip();
      json.finish();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      field();
    }
    json.finish();
  }

  private void field() {
    if (json.nameIs(MESSAGE) && json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(CONTENT) && json.isString()) {
          text = json.string();
        } else if (json.nameIs(THINKING) && json.isString()) {
          thought = json.string();
        } else if (json.nameIs(TOOL_CALLS) && json.beginArray()) {
          for (boolean next = true; json.nextElement(next); next = false) {
            toolCall(bytes);
          }
        } else {
          json.skip();
        }
      }
    } else if (json.nameIs(MODEL) && json.isString()) {
      model = model == null ? json.string() : keep();
    } else if (json.nameIs(CREATED_AT) && json.isString() && createdAt == null) {
      createdAt = json.string();
    } else if (json.nameIs(DONE)) {
      done = json.isTrue();
      json.skip();
    } else if (json.nameIs(DONE_REASON) && json.isString()) {
      doneReason = json.string();
    } else if (json.nameIs(ERROR) && json.isString()) {
      error = json.string();
    } else if (json.nameIs(PROMPT_EVAL_COUNT)) {
      promptTokens = json.wholeNumber();
    } else if (json.nameIs(EVAL_COUNT)) {
      tokens = json.wholeNumber();
    } else if (json.nameIs(TOTAL_DURATION)) {
      totalDuration = json.wholeNumber();
    } else if (json.nameIs(LOAD_DURATION)) {
      loadDuration = json.wholeNumber();
    } else {
      json.skip();
    }
  }

  /** One call, which Ollama gives whole. */
  private void toolCall(byte[] source) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    String id = null;
    String name = "";
    String arguments = "{}";
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(ID) && json.isString()) {
        id = json.string();
      } else if (json.nameIs(FUNCTION) && json.beginObject()) {
        for (boolean inner = true; json.nextField(inner); inner = false) {
          if (json.nameIs(NAME) && json.isString()) {
            name = json.string();
          } else if (json.nameIs(ARGUMENTS)) {
            json.isNull();
            int from = json.position();
            json.skip();
            arguments = new String(source, from, json.position() - from, UTF_8);
          } else {
            json.skip();
          }
        }
      } else {
        json.skip();
      }
    }
    int index = callCount++;
    calls.add(new ChatEvent.ToolCallDelta(index, id == null ? madeUp(index) : id, name, arguments));
  }

  /**
   * A name for a call of an Ollama that gives none: different for each call of a conversation, as
   * its answers begin at different times.
   */
  private String madeUp(int index) {
    int time = createdAt == null ? 0 : createdAt.hashCode();
    return "call_" + Integer.toHexString(time) + "_" + index;
  }

  /** Whether it says something to be shown. */
  boolean says() {
    return (text != null && !text.isEmpty())
        || (thought != null && !thought.isEmpty())
        || !calls.isEmpty();
  }

  private @Nullable String keep() {
    json.skip();
    return model;
  }

  /**
   * Tells what was read, but for the end mark.
   *
   * @param first whether the model has not been told yet
   */
  void tell(boolean first, Consumer<? super ChatEvent> out) {
    if (first && model != null) {
      out.accept(new ChatEvent.Started(model));
    }
    if (thought != null && !thought.isEmpty()) {
      out.accept(new ChatEvent.ReasoningDelta(thought));
    }
    if (text != null && !text.isEmpty()) {
      out.accept(new ChatEvent.TextDelta(text));
    }
    calls.forEach(out);
    if (done) {
      FinishReason reason = finishReason(doneReason);
      // Ollama has no word for it.
      boolean called = reason == FinishReason.STOP && callCount > 0;
      out.accept(new ChatEvent.Finished(called ? FinishReason.TOOL_CALLS : reason));
      out.accept(new ChatEvent.UsageReported(new Usage(promptTokens, tokens)));
      out.accept(new ChatEvent.ProviderFacts(facts()));
    }
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new HashMap<>();
    facts.put("total_duration", totalDuration);
    facts.put("load_duration", loadDuration);
    facts.put("prompt_eval_count", promptTokens);
    facts.put("eval_count", tokens);
    facts.put("done", true);
    return facts;
  }

  private static FinishReason finishReason(@Nullable String word) {
    return switch (word) {
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      case null, default -> FinishReason.OTHER;
    };
  }
}
