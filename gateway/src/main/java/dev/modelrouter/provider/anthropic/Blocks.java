package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Seal;
import dev.modelrouter.provider.ArgumentFilter;
import dev.modelrouter.provider.CallIds;
import dev.modelrouter.provider.SplitText;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The content blocks of one answer as they come, one after another, told as events. A block of a
 * kind that is not known is passed over with all its deltas. A thought's seal is told when its
 * block ends; arguments that come with the beginning of a call count if no pieces follow.
 */
final class Blocks {
  private static final String NO_ARGUMENTS = "{}";

  private final SplitText splitText = new SplitText();
  private final SplitText splitThought = new SplitText();
  private SplitText splitArguments = new SplitText();
  private ArgumentFilter filter = new ArgumentFilter();
  private Kind open = Kind.OTHER;
  private long openIndex = -1;
  private @Nullable String seal;
  private String arguments = NO_ARGUMENTS;
  private int calls;
  private boolean spoken;

  /** Whether the model wants a tool to be called. */
  boolean haveCalls() {
    return calls > 0;
  }

  /** Whether anything has been told. */
  boolean spoken() {
    return spoken;
  }

  /**
   * A block begins.
   *
   * @param answer the provider's id of the answer, or null
   */
  void start(long index, Piece piece, @Nullable String answer, Consumer<? super ChatEvent> out) {
    stop(openIndex, out);
    open = piece.kind;
    openIndex = index;
    switch (piece.kind) {
      case TEXT -> text(piece.text, out);
      case THINKING -> {
        thought(piece.text, out);
        seal = piece.signature;
      }
      case REDACTED_THINKING -> {
        if (piece.text != null) {
          tell(new ChatEvent.ReasoningSealed(new Seal(Seal.ANTHROPIC_REDACTED, piece.text)), out);
        }
      }
      case TOOL_USE -> call(piece, answer, out);
      default -> open = Kind.OTHER;
    }
  }

  private void call(Piece piece, @Nullable String answer, Consumer<? super ChatEvent> out) {
    String name = piece.name == null ? "" : piece.name;
    String id = piece.id;
    if (id == null || id.isEmpty()) {
      id = CallIds.of(answer == null ? "" : answer, calls, name, "");
    }
    arguments = piece.input == null ? NO_ARGUMENTS : piece.input;
    splitArguments = new SplitText();
    filter = new ArgumentFilter();
    tell(new ChatEvent.ToolCallDelta(calls, id, name, ""), out);
    calls++;
  }

  /** A block goes on. */
  void delta(long index, Piece piece, Consumer<? super ChatEvent> out) {
    if (index != openIndex) {
      out.accept(new ChatEvent.Skipped("a piece of a block that is not open", false));
      return;
    }
    switch (piece.kind) {
      case TEXT_DELTA -> {
        if (open == Kind.TEXT) {
          text(piece.text, out);
        }
      }
      case THINKING_DELTA -> {
        if (open == Kind.THINKING) {
          thought(piece.text, out);
        }
      }
      case SIGNATURE_DELTA -> {
        if (open == Kind.THINKING) {
          seal = piece.signature;
        }
      }
      case INPUT_JSON_DELTA -> {
        if (open == Kind.TOOL_USE) {
          arguments(piece.text == null ? "" : filter.next(splitArguments.next(piece.text)), out);
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
    if (open == Kind.THINKING && seal != null && !seal.isEmpty()) {
      tell(new ChatEvent.ReasoningSealed(new Seal(Seal.ANTHROPIC, seal)), out);
    } else if (open == Kind.TOOL_USE) {
      arguments(filter.begun() ? filter.end() : arguments, out);
    }
    seal = null;
    open = Kind.OTHER;
    openIndex = -1;
  }

  private void text(@Nullable String piece, Consumer<? super ChatEvent> out) {
    String whole = piece == null ? "" : splitText.next(piece);
    if (!whole.isEmpty()) {
      tell(new ChatEvent.TextDelta(whole), out);
    }
  }

  private void thought(@Nullable String piece, Consumer<? super ChatEvent> out) {
    String whole = piece == null ? "" : splitThought.next(piece);
    if (!whole.isEmpty()) {
      tell(new ChatEvent.ReasoningDelta(whole), out);
    }
  }

  private void arguments(String piece, Consumer<? super ChatEvent> out) {
    if (!piece.isEmpty()) {
      tell(new ChatEvent.ToolCallDelta(calls - 1, null, null, piece), out);
    }
  }

  private void tell(ChatEvent.Content content, Consumer<? super ChatEvent> out) {
    spoken = true;
    out.accept(content);
  }
}
