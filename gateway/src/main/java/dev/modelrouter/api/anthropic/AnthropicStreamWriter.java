package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.PartialToolCall;
import dev.modelrouter.api.PartialToolCalls;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer as Anthropic does: {@code message_start}, then one block after the other
 * ({@code content_block_start}, its deltas, {@code content_block_stop}), then {@code message_delta}
 * with the reason and the usage, and {@code message_stop}.
 *
 * <p>Only one block is open at a time. Of calls whose pieces come mixed, the first is written as it
 * comes; the others, and whatever else is said meanwhile, are kept until it is whole.
 */
public final class AnthropicStreamWriter implements StreamWriter {
  private enum Block {
    NONE,
    TEXT,
    REASONING,
    CALL
  }

  private final MessageEventWriter events;
  private final String id;
  private final String model;
  private final PartialToolCalls calls = new PartialToolCalls();
  private final Deque<ChatEvent.Content> kept = new ArrayDeque<>(0);
  private Block block;
  private boolean started;
  private boolean ended;

  /**
   * A stream of which nothing has been written.
   *
   * @param id tells this answer from all others
   * @param model that answers, as the caller knows it
   */
  public AnthropicStreamWriter(String id, String model) {
    this(id, model, new MessageEventWriter(0), Block.NONE, false);
  }

  private AnthropicStreamWriter(
      String id, String model, MessageEventWriter events, Block block, boolean started) {
    this.id = id;
    this.model = model;
    this.events = events;
    this.block = block;
    this.started = started;
  }

  /** A writer that goes on with a message of a provider's own; null if it has more than text. */
  static @Nullable AnthropicStreamWriter following(OpenBlockTracker blocks) {
    Block open =
        switch (blocks.open()) {
          case NONE -> Block.NONE;
          case TEXT -> Block.TEXT;
          case THINKING -> Block.REASONING;
          case OTHER -> null;
        };
    return open == null
        ? null
        : new AnthropicStreamWriter("", "", new MessageEventWriter(blocks.index()), open, true);
  }

  @Override
  public void content(ChatEvent.Content piece) {
    requireOpen();
    if (piece instanceof ChatEvent.MediaOutput) {
      // There is no block for it in an answer.
      return;
    }
    begin();
    if (!(piece instanceof ChatEvent.ToolCallDelta) && callGoesOn()) {
      kept.add(piece);
      return;
    }
    write(piece);
  }

  /** Whether a call has been begun whose arguments are still to end. */
  private boolean callGoesOn() {
    return calls.anyHasArguments();
  }

  private void write(ChatEvent.Content piece) {
    switch (piece) {
      case ChatEvent.TextDelta delta -> {
        endCalls();
        openBlock(Block.TEXT, "{\"type\":\"text\",\"text\":\"\"}");
        events.delta("text_delta", "text", delta.text());
      }
      case ChatEvent.ReasoningDelta delta -> {
        endCalls();
        openReasoning();
        events.delta("thinking_delta", "thinking", delta.text());
      }
      case ChatEvent.SignatureDelta sealed -> {
        endCalls();
        signature(sealed.signature());
      }
      case ChatEvent.ToolCallDelta delta -> call(delta);
      case ChatEvent.MediaOutput ignored -> {
        // There is no block for it in an answer.
      }
      case ChatEvent.OpaqueContent ignored ->
          throw new IllegalArgumentException("relayed content is written by whoever relays it");
    }
  }

  private void openReasoning() {
    openBlock(Block.REASONING, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
  }

  private void signature(ReasoningSignature signature) {
    if (signature.isOf(ReasoningSignature.ANTHROPIC_REDACTED)) {
      closeBlock();
      events.start(
          "{\"type\":\"redacted_thinking\",\"data\":"
              + new String(
                  new ByteBuilder(64).appendJson(signature.value()).take(), StandardCharsets.UTF_8)
              + "}");
      events.stop();
      return;
    }
    openReasoning();
    events.delta("signature_delta", "signature", signature.write(ReasoningSignature.ANTHROPIC));
    closeBlock();
  }

  private void call(ChatEvent.ToolCallDelta delta) {
    PartialToolCall growing = calls.find(delta.index());
    if (growing == null) {
      if (delta.id() == null && delta.name() == null) {
        // It belongs to a call whose block has ended, and no block may begin without a name.
        return;
      }
      growing =
          new PartialToolCall(
              delta.index(),
              delta.id() == null ? "" : delta.id(),
              delta.name() == null ? "" : delta.name(),
              null);
      calls.add(growing);
    }
    calls.append(growing, delta.arguments());
    if (growing == calls.first()) {
      if (block == Block.CALL) {
        arguments(delta.arguments());
      } else {
        open(growing);
      }
    }
    while (!calls.isEmpty() && calls.first().isComplete()) {
      close();
    }
    if (calls.isEmpty()) {
      writeKept();
    }
  }

  private void writeKept() {
    while (!kept.isEmpty()) {
      write(kept.removeFirst());
    }
  }

  /** Begins the block of the first call, with all that is known of it. */
  private void open(PartialToolCall call) {
    closeBlock();
    ByteBuilder head = new ByteBuilder(64);
    head.append("{\"type\":\"tool_use\",\"id\":").appendJson(call.id);
    head.append(",\"name\":").appendJson(call.name).append(",\"input\":{}}");
    events.start(new String(head.take(), StandardCharsets.UTF_8));
    block = Block.CALL;
    arguments(call.arguments());
  }

  /** Ends the block of the first call; the next one has its turn. */
  private void close() {
    calls.removeFirst();
    closeBlock();
    if (!calls.isEmpty()) {
      open(calls.first());
    }
  }

  /** Other content follows, or nothing: no call goes on. */
  private void endCalls() {
    while (!calls.isEmpty()) {
      close();
    }
  }

  private void arguments(String piece) {
    if (!piece.isEmpty()) {
      events.delta("input_json_delta", "partial_json", piece);
    }
  }

  @Override
  public void continuedBy(String provider) {
    requireOpen();
    events.continuedBy(provider);
  }

  @Override
  public void done(CompletionSummary completionSummary) {
    requireOpen();
    ended = true;
    begin();
    endCalls();
    writeKept();
    closeBlock();
    events.end(completionSummary);
  }

  /** The event {@code error}, after which nothing follows. */
  @Override
  public void failed(GatewayError error) {
    requireOpen();
    ended = true;
    events.failed(error);
  }

  @Override
  public int size() {
    return events.size();
  }

  @Override
  public byte[] take() {
    return events.take();
  }

  private void begin() {
    if (!started) {
      started = true;
      events.begin(id, model);
    }
  }

  private void openBlock(Block wanted, String empty) {
    if (block != wanted) {
      closeBlock();
      events.start(empty);
      block = wanted;
    }
  }

  private void closeBlock() {
    if (block != Block.NONE) {
      block = Block.NONE;
      events.stop();
    }
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has already ended");
    }
  }
}
