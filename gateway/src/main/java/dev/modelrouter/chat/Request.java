package dev.modelrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller asks of a provider. */
public sealed interface Request permits ChatRequest, PassthroughRequest, UploadRequest {

  /** What is to be done. */
  Operation operation();

  /** By whom, as far as the caller says. */
  ModelId model();

  /** Whether the caller wants the answer piece by piece. */
  boolean stream();

  /** Names of models or routes that the caller wants to be asked next, in its body. */
  default List<String> fallbacks() {
    return List.of();
  }

  /** Whether it is all here, so that it can be sent again. */
  default boolean repeatable() {
    return true;
  }

  /**
   * The same in the words that all dialects share.
   *
   * @throws UntranslatableRequestException if there are none for it
   */
  ChatRequest chat();

  /**
   * The same as far as it decides where the request goes: its messages, tools, format of the
   * answer, most tokens and user. May be had for less than all of {@link #chat}.
   *
   * @throws UntranslatableRequestException if there are no words for it
   */
  default ChatRequest outline() {
    return chat();
  }

  /**
   * What is to be said of it where it is plain talk, if that can be had for less than the outline.
   */
  default @Nullable TextOnlyOutline plainTalk() {
    return null;
  }
}
