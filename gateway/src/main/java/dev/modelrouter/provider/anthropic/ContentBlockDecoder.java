package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.provider.ArgumentFilter;
import dev.modelrouter.provider.SurrogatePairJoiner;
import dev.modelrouter.provider.SyntheticToolCallIds;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The content blocks of one answer as they come, one after another, told as events. A block of a
 * kind that is not known is passed over with all its deltas. A thought's seal is told when its
 * block ends; arguments that come with the beginning of a call count if no pieces follow.
 */
final class ContentBlockDecoder {
  private static final String NO_ARGUMENTS = "{}";

  private final SurrogatePairJoiner textJoiner = new SurrogatePairJoiner();
  private final SurrogatePairJoiner reasoningJoiner = new SurrogatePairJoiner();
  private SurrogatePairJoiner splitArguments = new SurrogatePairJoiner();
  private ArgumentFilter filter = new ArgumentFilter();
  private EventType open = EventType.OTHER;
  private long openIndex = -1;
  private @Nullable String signature;
  private String arguments = NO_ARGUMENTS;
  private int calls;
  private boolean spoken;

  /** Whether the model wants a tool to be called. */
  boolean haveCalls() {
    return calls > 0;
  }

  /** Whether anything has been told. */
  boolean hasEmitted() {
    return spoken;
  }

  /**
   * A block begins.
   *
   * @param answer the provider's id of the answer, or null
   */
  void start(
      long index, ContentBlock block, @Nullable String answer, Consumer<? super ChatEvent> out) {
    stop(openIndex, out);
    open = block.eventType;
    openIndex = index;
    switch (block.eventType) {
      case TEXT -> text(block.text, out);
      case THINKING -> {
        reasoning(block.text, out);
        signature = block.signature;
      }
      case REDACTED_THINKING -> {
        if (block.text != null) {
          emit(
              new ChatEvent.SignatureDelta(
                  new ReasoningSignature(ReasoningSignature.ANTHROPIC_REDACTED, block.text)),
              out);
        }
      }
      case TOOL_USE -> call(block, answer, out);
      default -> open = EventType.OTHER;
    }
  }

  private void call(ContentBlock block, @Nullable String answer, Consumer<? super ChatEvent> out) {
    String name = block.name == null ? "" : block.name;
    String id = block.id;
    if (id == null || id.isEmpty()) {
      id = SyntheticToolCallIds.of(answer == null ? "" : answer, calls, name, "");
    }
    arguments = block.input == null ? NO_ARGUMENTS : block.input;
    splitArguments = new SurrogatePairJoiner();
    filter = new ArgumentFilter();
    emit(new ChatEvent.ToolCallDelta(calls, id, name, ""), out);
    calls++;
  }

  /** A block goes on. */
  void delta(long index, ContentBlock block, Consumer<? super ChatEvent> out) {
    if (index != openIndex) {
      out.accept(new ChatEvent.Skipped("a piece of a block that is not open", false));
      return;
    }
    switch (block.eventType) {
      case TEXT_DELTA -> {
        if (open == EventType.TEXT) {
          text(block.text, out);
        }
      }
      case THINKING_DELTA -> {
        if (open == EventType.THINKING) {
          reasoning(block.text, out);
        }
      }
      case SIGNATURE_DELTA -> {
        if (open == EventType.THINKING) {
          signature = block.signature;
        }
      }
      case INPUT_JSON_DELTA -> {
        if (open == EventType.TOOL_USE) {
          arguments(block.text == null ? "" : filter.next(splitArguments.next(block.text)), out);
        }
      }
      default -> {}
    }
  }

  /** A block ends. */
  void stop(long index, Consumer<? super ChatEvent> out) {
    if (index != openIndex) {
      return;
    }
    if (open == EventType.THINKING && signature != null && !signature.isEmpty()) {
      emit(
          new ChatEvent.SignatureDelta(
              new ReasoningSignature(ReasoningSignature.ANTHROPIC, signature)),
          out);
    } else if (open == EventType.TOOL_USE) {
      arguments(filter.isStarted() ? filter.end() : arguments, out);
    }
    signature = null;
    open = EventType.OTHER;
    openIndex = -1;
  }

  private void text(@Nullable String piece, Consumer<? super ChatEvent> out) {
    String whole = piece == null ? "" : textJoiner.next(piece);
    if (!whole.isEmpty()) {
      emit(new ChatEvent.TextDelta(whole), out);
    }
  }

  private void reasoning(@Nullable String piece, Consumer<? super ChatEvent> out) {
    String whole = piece == null ? "" : reasoningJoiner.next(piece);
    if (!whole.isEmpty()) {
      emit(new ChatEvent.ReasoningDelta(whole), out);
    }
  }

  private void arguments(String piece, Consumer<? super ChatEvent> out) {
    if (!piece.isEmpty()) {
      emit(new ChatEvent.ToolCallDelta(calls - 1, null, null, piece), out);
    }
  }

  private void emit(ChatEvent.Content content, Consumer<? super ChatEvent> out) {
    spoken = true;
    out.accept(content);
  }
}
