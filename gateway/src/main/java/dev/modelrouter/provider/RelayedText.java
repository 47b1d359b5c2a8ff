package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatEvent;
import org.jspecify.annotations.Nullable;

/** The text of an answer that went to the caller in other bytes, as long as it is text alone. */
final class RelayedText {
  private static final int MAX = 256 * 1024;

  private final StringBuilder text = new StringBuilder();
  private boolean lost;

  /** This stood in the bytes. */
  void add(ChatEvent event) {
    switch (event) {
      case ChatEvent.TextDelta delta -> append(delta.text());
      case ChatEvent.ToolCallDelta ignored -> lose();
      case ChatEvent.SignatureDelta ignored -> lose();
      case ChatEvent.MediaOutput ignored -> lose();
      case ChatEvent.OpaqueContent ignored -> lose();
      case ChatEvent.Skipped skipped -> {
        if (!skipped.broken()) {
          lose();
        }
      }
      case ChatEvent.ReasoningDelta ignored -> {}
      case ChatEvent.Started ignored -> {}
      case ChatEvent.UsageReported ignored -> {}
      case ChatEvent.ProviderFacts ignored -> {}
      case ChatEvent.Finished ignored -> {}
      case ChatEvent.Completed ignored -> {}
      case ChatEvent.Failed ignored -> {}
    }
  }

  private void append(String piece) {
    if (text.length() + piece.length() > MAX) {
      lose();
    } else if (!lost) {
      text.append(piece);
    }
  }

  private void lose() {
    lost = true;
    text.setLength(0);
    text.trimToSize();
  }

  /** All of it; null where there is more than text, or more than is kept. */
  @Nullable String text() {
    return lost ? null : text.toString();
  }
}
