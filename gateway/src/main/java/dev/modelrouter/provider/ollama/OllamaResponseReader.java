package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.FinishReasonTable;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.wire.JsonScanner;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One object of Ollama's answer: a line of a stream, or the whole; to a chat or, with {@code
 * response} in place of the message, to a prompt. Reused from line to line; what a line does not
 * say is null or 0 after {@link #read}. Durations are nanoseconds.
 */
final class OllamaResponseReader {
  private static final byte[] MODEL = ascii("model");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] RESPONSE = ascii("response");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] THINKING = ascii("thinking");
  private static final byte[] TOOL_CALLS = ascii("tool_calls");
  private static final byte[] CREATED_AT = ascii("created_at");
  private static final byte[] DONE = ascii("done");
  private static final byte[] DONE_REASON = ascii("done_reason");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] PROMPT_EVAL_COUNT = ascii("prompt_eval_count");
  private static final byte[] EVAL_COUNT = ascii("eval_count");
  private static final byte[] TOTAL_DURATION = ascii("total_duration");
  private static final byte[] LOAD_DURATION = ascii("load_duration");

  private final JsonScanner json = new JsonScanner();
  private final OllamaToolCalls calls = new OllamaToolCalls();

  @Nullable String model;
  @Nullable String thinking;
  @Nullable String text;
  @Nullable String error;
  boolean done;
  private @Nullable String doneReason;
  private long promptTokens;
  private long tokens;
  private long totalDuration;
  private long loadDuration;
  private int createdFrom;
  private int createdTo;

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /**
   * Reads one object.
   *
   * @throws dev.modelrouter.wire.MalformedJsonException if it is not one
   */
  void read(byte[] bytes, int from, int to) {
    thinking = null;
    text = null;
    calls.clear();
    createdFrom = 0;
    createdTo = 0;
    error = null;
    done = false;
    doneReason = null;
    promptTokens = 0;
    tokens = 0;
    totalDuration = 0;
    loadDuration = 0;
    json.reset(bytes, from, to);
    if (!json.beginObject()) {
      json.skip();
      json.finish();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      field(bytes);
    }
    json.finish();
    calls.came(bytes, createdFrom, createdTo);
  }

  /** Whether there is something in it that a caller may get to see. */
  boolean saysSomething() {
    return !calls.isEmpty() || isSomething(thinking) || isSomething(text);
  }

  private static boolean isSomething(@Nullable String text) {
    return text != null && !text.isEmpty();
  }

  private void field(byte[] bytes) {
    if (json.nameIs(MESSAGE) && json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(CONTENT) && json.isString()) {
          text = json.string();
        } else if (json.nameIs(THINKING) && json.isString()) {
          thinking = json.string();
        } else if (json.nameIs(TOOL_CALLS) && json.beginArray()) {
          calls.read(json, bytes);
        } else {
          json.skip();
        }
      }
    } else if (json.nameIs(RESPONSE) && json.isString()) {
      text = json.string();
    } else if (json.nameIs(THINKING) && json.isString()) {
      thinking = json.string();
    } else if (json.nameIs(CREATED_AT) && json.isString()) {
      createdFrom = json.position();
      json.skip();
      createdTo = json.position();
    } else if (json.nameIs(MODEL) && json.isString()) {
      model = model == null ? json.string() : keep();
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

  private @Nullable String keep() {
    json.skip();
    return model;
  }

  /**
   * Tells what was read, but for the end mark.
   *
   * @param first whether the model has not been told yet
   */
  void emit(boolean first, Consumer<? super ChatEvent> out) {
    if (first && model != null) {
      out.accept(new ChatEvent.Started(model));
    }
    if (thinking != null && !thinking.isEmpty()) {
      out.accept(new ChatEvent.ReasoningDelta(thinking));
    }
    if (text != null && !text.isEmpty()) {
      out.accept(new ChatEvent.TextDelta(text));
    }
    calls.emit(out);
    if (done) {
      out.accept(new ChatEvent.Finished(finishReason()));
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

  /** Ollama has no reason of its own for calls. */
  private FinishReason finishReason() {
    return meaning().reason(calls.wereEmitted());
  }

  private Meaning meaning() {
    return doneReason == null ? Meaning.NONE : FinishReasonTable.OLLAMA.read(doneReason);
  }

  /** The provider's word for the failure that ended the answer; null where there was none. */
  @Nullable String failure() {
    return done && meaning() == Meaning.FAILURE ? doneReason : null;
  }
}
