package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where an exchange's answer goes: the caller, in the caller's dialect. Order: {@link #begin}, any
 * number of {@link #content} or {@link #relay} and {@link #flush}, then {@link #complete}; {@link
 * #fail} ends it at any point, also before {@code begin}. In between {@link #continueBy} may tell
 * that another target goes on; from there on there is only {@code content}. Exactly one of {@code
 * complete} and {@code fail} is called, neither when the caller has left. All on the exchange's
 * event loop.
 */
public interface AnswerSink {

  /** Whether the caller would see this; what nobody sees does not make the choice final. */
  boolean shows(ChatEvent.Content piece);

  /**
   * The choice is final: this target's answer follows.
   *
   * @param header looks up a header of the provider's answer by its lower-case name
   */
  void begin(Target target, Function<String, @Nullable String> header);

  /** Whether another target's text can follow what the caller has got of a stream. */
  default boolean canContinue() {
    return false;
  }

  /** In place of {@link #begin}: this target goes on with the answer, by {@link #content}. */
  default void continueBy(Target target) {
    throw new IllegalStateException("this answer cannot be gone on with");
  }

  /** The next piece of the answer; may be kept until {@link #flush}. */
  void content(ChatEvent.Content piece);

  /**
   * The next bytes of an answer in the caller's own dialect: whole events of a stream, or all of a
   * whole answer; may be kept until {@link #flush}. A target's answer has these or {@link
   * #content}.
   */
  void relay(byte[] bytes, int from, int to);

  /** The same for all of an array, which nobody changes from here on. */
  default void relayGenerated(byte[] bytes) {
    relay(bytes, 0, bytes.length);
  }

  /** All that one upstream read brought has been given: send it in one write. */
  void flush();

  /** Bytes that were given and are kept until {@link #flush}. */
  default int pending() {
    return 0;
  }

  /** Ends the caller's connection, or stream of HTTP/2, without a word: it reads nothing. */
  default void closeConnection() {}

  /** The provider is silent: shows the caller that the connection lives, where the dialect can. */
  default void keepAlive() {}

  /** Whether the caller reads more slowly than the provider writes. */
  boolean full();

  /** Calls back once when the caller has caught up. */
  void onDrain(Runnable resume);

  /** The answer is whole. */
  void complete(CompletionSummary completionSummary);

  /** There is no answer, or no more of it. */
  void fail(GatewayError error);

  /**
   * Ends the answer after one of the others has thrown: with a bare error where nothing has been
   * sent, else by cutting it. May follow any of them, and must not throw.
   */
  void cut();
}
