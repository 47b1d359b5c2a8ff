package dev.modelrouter.continuation;

import org.jspecify.annotations.Nullable;

/** What a caller has got of one streamed answer, as long as it is text alone and not too long. */
public final class DeliveredText {
  private final StringBuilder text = new StringBuilder();
  private boolean lost;

  /** A piece of text went to the caller. */
  public void add(String piece) {
    if (lost) {
      return;
    }
    if (text.length() + piece.length() > Continuation.MAX_CHARACTERS) {
      lose();
    } else {
      text.append(piece);
    }
  }

  /** Something else went to the caller, or nobody knows what: the text is no longer the answer. */
  public void lose() {
    lost = true;
    text.setLength(0);
    text.trimToSize();
  }

  /** All of it; null where it is not known, or is more than text. */
  public @Nullable String text() {
    return lost ? null : text.toString();
  }
}
