package dev.modelrouter.api.gemini;

import dev.modelrouter.api.PartialToolCall;
import dev.modelrouter.api.PartialToolCalls;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.json.FirstJsonObject;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer as Gemini does: a response for each piece, the last with the reason and
 * the usage. Calls come whole and in their order, so the pieces of one are kept until it is; the
 * last one, and what is still unfinished at the end, comes with the last response.
 */
public final class GeminiStreamWriter implements StreamWriter {
  private final ByteBuilder out = new ByteBuilder(512);
  private final GenerateContentResponseWriter chunks;
  private final GeminiFraming framing;
  private final PartialToolCalls calls = new PartialToolCalls();

  /**
   * A whole call, kept until more follows: if it is the last part of the answer it goes with the
   * reason, since Google's Python SDK takes every response for a turn of its own, and an empty one
   * behind a call parts the call from its result.
   */
  private @Nullable PartialToolCall last;

  private boolean started;
  private boolean ended;

  /**
   * A stream of which nothing has been written.
   *
   * @param id tells this answer from all others
   * @param model the model that answers
   * @param framing as the caller's {@code alt} says
   */
  public GeminiStreamWriter(String id, String model, GeminiFraming framing) {
    this.chunks = new GenerateContentResponseWriter(out, id, model);
    this.framing = framing;
  }

  /**
   * A writer that goes on with a stream of Gemini's own: its id and model stay.
   *
   * @param opening the first bytes of that stream
   * @param id tells the answer from all others where Gemini does not
   * @return null if there is no whole response in them that names its model
   */
  static @Nullable GeminiStreamWriter following(byte[] opening, String id, GeminiFraming framing) {
    Map<String, String> first = FirstJsonObject.strings(opening);
    String model = first.get("modelVersion");
    if (model == null) {
      return null;
    }
    GeminiStreamWriter writer =
        new GeminiStreamWriter(first.getOrDefault("responseId", id), model, framing);
    writer.started = true;
    return writer;
  }

  @Override
  public void content(ChatEvent.Content piece) {
    requireOpen();
    if (!(piece instanceof ChatEvent.ToolCallDelta)) {
      writeLast();
    }
    switch (piece) {
      case ChatEvent.TextDelta delta -> {
        open();
        chunks.text(delta.text());
        close();
      }
      case ChatEvent.ReasoningDelta delta -> {
        open();
        chunks.reasoning(delta.text());
        close();
      }
      case ChatEvent.SignatureDelta sealed -> {
        if (chunks.holdsSignature()) {
          open();
          chunks.signEmptyText();
          close();
        }
        chunks.holdSignature(sealed.signature());
      }
      case ChatEvent.ToolCallDelta delta -> call(delta);
      case ChatEvent.MediaOutput output -> {
        open();
        chunks.media(output.media());
        close();
      }
      case ChatEvent.OpaqueContent ignored ->
          throw new IllegalArgumentException("relayed content is written by whoever relays it");
    }
  }

  private void call(ChatEvent.ToolCallDelta delta) {
    if (delta.id() != null || delta.name() != null) {
      calls.add(
          new PartialToolCall(
              delta.index(),
              delta.id() == null ? "" : delta.id(),
              delta.name() == null ? "" : delta.name(),
              chunks.takeSignature()));
    }
    PartialToolCall growing = calls.find(delta.index());
    if (growing != null) {
      calls.append(growing, delta.arguments());
    }
    while (!calls.isEmpty() && calls.first().isComplete()) {
      writeLast();
      last = calls.removeFirst();
    }
  }

  /** Writes the call that was kept, since it turns out not to be the end of the answer. */
  private void writeLast() {
    PartialToolCall call = last;
    if (call != null) {
      last = null;
      open();
      write(call);
      close();
    }
  }

  private void write(PartialToolCall call) {
    chunks.call(call.id, call.name, call.arguments(), call.signature);
  }

  /** Google's own SDKs stumble over comments, so the last response says it. */
  @Override
  public void continuedBy(String provider) {
    requireOpen();
    chunks.continuedBy(provider);
  }

  @Override
  public void done(CompletionSummary completionSummary) {
    requireOpen();
    ended = true;
    open();
    PartialToolCall call = last;
    if (call != null) {
      write(call);
    }
    while (!calls.isEmpty()) {
      write(calls.removeFirst());
    }
    chunks.close(completionSummary.finish(), completionSummary.usage());
    framing.end(out, true);
  }

  /** A response that is an error, without a reason before it. */
  @Override
  public void failed(GatewayError error) {
    requireOpen();
    writeLast();
    ended = true;
    framing.begin(out, !started);
    GeminiErrorWriter.append(out, error, null);
    framing.end(out, true);
  }

  @Override
  public int size() {
    return out.size();
  }

  @Override
  public byte[] take() {
    return out.take();
  }

  private void open() {
    framing.begin(out, !started);
    started = true;
    chunks.open();
  }

  private void close() {
    chunks.close();
    framing.end(out, false);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has already ended");
    }
  }
}
