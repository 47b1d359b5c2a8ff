package dev.modelrouter.chat;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request's meaning of which the part that decides where the request goes can be had for less
 * than the whole.
 */
public interface LazyRequest extends Supplier<ChatRequest> {

  /**
   * Messages, tools, format of the answer, most tokens and user as in the whole; all else may be
   * missing.
   *
   * @throws UntranslatableRequestException if there are no words for it
   */
  ChatRequest outline();

  /**
   * What is to be said of it where it is plain talk; null where it is more, or is not understood.
   */
  @Nullable TextOnlyOutline textOnlyOutline();
}
