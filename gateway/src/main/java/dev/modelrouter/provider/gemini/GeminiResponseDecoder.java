package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.FinishReasonTable;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.provider.SurrogatePairJoiner;
import dev.modelrouter.provider.SyntheticToolCallIds;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells one answer, whole or event by event. A signature is told right before the part it came on.
 * A call comes whole, and often without an id: then one is made from the answer's own id and the
 * call. Counters grow from event to event: only the last are told.
 */
final class GeminiResponseDecoder {
  private final GeminiErrorClassifier errors;
  private final GeminiChunk chunk = new GeminiChunk();
  private final SurrogatePairJoiner textJoiner = new SurrogatePairJoiner();
  private final SurrogatePairJoiner reasoningJoiner = new SurrogatePairJoiner();
  private int calls;
  private boolean started;
  private boolean contentSeen;
  private boolean finished;
  private boolean stopped;
  private @Nullable Usage unreportedUsage;

  GeminiResponseDecoder(GeminiErrorClassifier errors) {
    this.errors = errors;
  }

  /** Reads a body that is one response, or the array in which they come without {@code alt=sse}. */
  static void decode(byte[] body, GeminiErrorClassifier errors, Consumer<? super ChatEvent> out) {
    GeminiResponseDecoder answer = new GeminiResponseDecoder(errors);
    JsonScanner json = new JsonScanner();
    json.reset(body, 0, body.length);
    GatewayError failure = null;
    try {
      if (json.beginArray()) {
        for (boolean first = true; failure == null && json.nextElement(first); first = false) {
          json.isContainer();
          int from = json.position();
          json.skip();
          failure = answer.add(body, from, json.position(), out);
        }
      } else {
        failure = answer.add(body, 0, body.length, out);
      }
    } catch (MalformedJsonException e) {
      failure = answer.contentSeen ? errors.cutOff() : errors.noAnswer();
    }
    out.accept(failure == null ? answer.end(out) : new ChatEvent.Failed(failure));
  }

  /**
   * Tells what stands in one event.
   *
   * @return why the answer is over, or null while it is not
   * @throws MalformedJsonException if the bytes are not JSON; nothing has been told then
   */
  @Nullable GatewayError add(byte[] bytes, int from, int to, Consumer<? super ChatEvent> out) {
    chunk.read(bytes, from, to);
    if (chunk.usage != null) {
      unreportedUsage = chunk.usage;
    }
    if (chunk.hasError()) {
      count(out);
      return errors.inBand(bytes, chunk.errorFrom, chunk.errorTo);
    }
    if (!started && chunk.model != null) {
      started = true;
      out.accept(new ChatEvent.Started(chunk.model));
    }
    for (int i = 0; i < chunk.parts.size(); i++) {
      part(chunk.parts.get(i), out);
    }
    GatewayError failure = finish(out);
    if (finished || failure != null) {
      count(out);
    }
    return failure;
  }

  /** The last event of an answer that ended without a failure of its own. */
  ChatEvent end(Consumer<? super ChatEvent> out) {
    if (stopped && !finished) {
      // A reason that is not known, but the response has come to its end.
      count(out);
      finished = true;
      out.accept(new ChatEvent.Finished(Meaning.UNKNOWN.reason(calls > 0)));
    }
    if (finished) {
      return ChatEvent.Completed.INSTANCE;
    }
    count(out);
    return new ChatEvent.Failed(contentSeen ? errors.cutOff() : errors.noAnswer());
  }

  private void count(Consumer<? super ChatEvent> out) {
    if (unreportedUsage != null) {
      out.accept(new ChatEvent.UsageReported(unreportedUsage));
      unreportedUsage = null;
    }
  }

  private void part(GeminiPart part, Consumer<? super ChatEvent> out) {
    if (part.signature() != null && !part.signature().isEmpty()) {
      emitText(
          new ChatEvent.SignatureDelta(
              new ReasoningSignature(ReasoningSignature.GEMINI, part.signature())),
          out);
    }
    GeminiPart.FunctionCall functionCall = part.functionCall();
    if (functionCall != null) {
      String id = functionCall.id();
      if (id == null) {
        String answer = chunk.id == null ? "" : chunk.id;
        id = SyntheticToolCallIds.of(answer, calls, functionCall.name(), functionCall.args());
      }
      emitText(
          new ChatEvent.ToolCallDelta(calls, id, functionCall.name(), functionCall.args()), out);
      calls++;
    } else if (part.media() != null) {
      if (!part.reasoning()) {
        // What it drew while it thought is a draft of what follows.
        emitText(new ChatEvent.MediaOutput(part.media()), out);
      }
    } else if (part.text() != null) {
      String text = (part.reasoning() ? reasoningJoiner : textJoiner).next(part.text());
      if (!text.isEmpty()) {
        emitText(
            part.reasoning() ? new ChatEvent.ReasoningDelta(text) : new ChatEvent.TextDelta(text),
            out);
      }
    } else if (part.unknown() != null) {
      out.accept(new ChatEvent.Skipped("a part with " + part.unknown() + " has no equal", false));
    }
  }

  private void emitText(ChatEvent.Content piece, Consumer<? super ChatEvent> out) {
    contentSeen = true;
    out.accept(piece);
  }

  private @Nullable GatewayError finish(Consumer<? super ChatEvent> out) {
    Meaning meaning;
    String word = chunk.blockReason;
    if (word != null) {
      meaning = Meaning.CONTENT_FILTER;
    } else {
      word = chunk.finish;
      meaning = word == null ? Meaning.NONE : FinishReasonTable.GEMINI.read(word);
    }
    if (word == null || meaning == Meaning.NONE) {
      return null;
    }
    if (meaning == Meaning.FAILURE) {
      return errors.gaveUp(word, chunk.finishMessage);
    }
    if (meaning == Meaning.CONTENT_FILTER && !contentSeen) {
      return errors.blocked(word);
    }
    stopped = true;
    if (meaning.endsAnswer()) {
      finished = true;
      out.accept(new ChatEvent.Finished(meaning.reason(calls > 0)));
    }
    return null;
  }
}
