package dev.modelrouter.api;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.CompletionSummary;

/**
 * Writes one streamed answer in a caller's dialect from what a provider of another dialect says,
 * and keeps the bytes until they are taken. No I/O; one instance a stream, confined to one thread.
 */
public interface StreamWriter {

  /**
   * Appends a piece of the answer.
   *
   * @throws IllegalStateException after the end
   * @throws IllegalArgumentException if it is content that has not been read
   */
  void content(ChatEvent.Content piece);

  /**
   * Another provider goes on with the answer: says so at once where the dialect has comments, else
   * in the last event.
   *
   * @param provider its id
   * @throws IllegalStateException after the end
   */
  void continuedBy(String provider);

  /**
   * Appends the end of a whole answer.
   *
   * @throws IllegalStateException after the end
   */
  void done(CompletionSummary completionSummary);

  /**
   * Appends the end of an answer that broke off, so that it cannot be taken for a whole one.
   *
   * @throws IllegalStateException after the end
   */
  void failed(GatewayError error);

  /** Bytes that wait to be taken. */
  int size();

  /** Hands out the bytes of all events appended since the last take, possibly none. */
  byte[] take();
}
