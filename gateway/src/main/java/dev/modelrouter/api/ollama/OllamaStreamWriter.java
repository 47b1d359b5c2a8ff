package dev.modelrouter.api.ollama;

import dev.modelrouter.api.PartialToolCall;
import dev.modelrouter.api.PartialToolCalls;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.json.FirstJsonObject;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer as Ollama does: a JSON object a line for each piece, and a last one with
 * {@code "done":true}. Calls come whole, so the pieces of one are kept until it is. Seals have no
 * place here.
 */
public final class OllamaStreamWriter implements StreamWriter {
  private final ByteBuilder out = new ByteBuilder(256);
  private final ResponseLineWriter lineWriter;
  private final PartialToolCalls calls = new PartialToolCalls();
  private boolean ended;

  /**
   * A stream of which nothing has been written.
   *
   * @param model the model that answers
   * @param clock wall clock
   * @param elapsed nanoseconds since the question came
   */
  public OllamaStreamWriter(
      OllamaEndpoint form, String model, InstantSource clock, LongSupplier elapsed) {
    this.lineWriter = new ResponseLineWriter(out, form, model, clock, elapsed);
  }

  /**
   * A writer that goes on with a stream of Ollama's own: its model stays.
   *
   * @param opening the first bytes of that stream
   * @param started nanoseconds after which that stream began
   * @return null if there is no whole line in them that names its model
   */
  static @Nullable OllamaStreamWriter following(
      byte[] opening,
      OllamaEndpoint form,
      InstantSource clock,
      LongSupplier elapsed,
      long started) {
    String model = FirstJsonObject.strings(opening).get("model");
    if (model == null) {
      return null;
    }
    OllamaStreamWriter writer = new OllamaStreamWriter(form, model, clock, elapsed);
    writer.lineWriter.isStarted(started);
    return writer;
  }

  @Override
  public void content(ChatEvent.Content piece) {
    requireOpen();
    switch (piece) {
      case ChatEvent.TextDelta delta -> lineWriter.piece(delta.text(), "", List.of());
      case ChatEvent.ReasoningDelta delta -> lineWriter.piece("", delta.text(), List.of());
      case ChatEvent.SignatureDelta ignored -> {}
      case ChatEvent.ToolCallDelta delta -> call(delta);
      case ChatEvent.MediaOutput output -> {
        if (ResponseLineWriter.takes(output.media())) {
          lineWriter.images(List.of(output.media()));
        }
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
              null));
    }
    PartialToolCall growing = calls.find(delta.index());
    if (growing != null) {
      calls.append(growing, delta.arguments());
    }
    while (!calls.isEmpty() && calls.first().isComplete()) {
      lineWriter.piece("", "", List.of(calls.removeFirst()));
    }
  }

  /** There are no comments between lines, so the last one says it. */
  @Override
  public void continuedBy(String provider) {
    requireOpen();
    lineWriter.continuedBy(provider);
  }

  @Override
  public void done(CompletionSummary completionSummary) {
    requireOpen();
    ended = true;
    while (!calls.isEmpty()) {
      lineWriter.piece("", "", List.of(calls.removeFirst()));
    }
    lineWriter.last(
        "", "", List.of(), List.of(), completionSummary.finish(), completionSummary.usage());
  }

  /** A line that is an error, without a last one. */
  @Override
  public void failed(GatewayError error) {
    requireOpen();
    ended = true;
    out.append(OllamaErrorWriter.body(error)).append("\n");
  }

  @Override
  public int size() {
    return out.size();
  }

  @Override
  public byte[] take() {
    return out.take();
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has already ended");
    }
  }
}
