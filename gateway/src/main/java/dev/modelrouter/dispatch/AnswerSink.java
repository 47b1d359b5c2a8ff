package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;

/**
 * Where an exchange's answer goes: the caller, in the caller's dialect. Order: {@link #begin}, any
 * number of {@link #text} and {@link #flush}, then {@link #complete}; {@link #fail} ends it at any
 * point, also before {@code begin}. Exactly one of {@code complete} and {@code fail} is called,
 * neither when the caller has left. All on the exchange's event loop.
 */
public interface AnswerSink {

  /** The choice is final: this target's answer follows. */
  void begin(Target target);

  /** The next piece of text; may be kept until {@link #flush}. */
  void text(String piece);

  /** All that one upstream read brought has been given: send it in one write. */
  void flush();

  /** Whether the caller reads more slowly than the provider writes. */
  boolean full();

  /** Calls back once when the caller has caught up. */
  void onDrain(Runnable resume);

  /** The answer is whole. */
  void complete(Answer answer);

  /** There is no answer, or no more of it. */
  void fail(GatewayError error);
}
