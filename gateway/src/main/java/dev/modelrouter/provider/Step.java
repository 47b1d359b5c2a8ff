package dev.modelrouter.provider;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that a provider inside this process does while it answers. */
public sealed interface Step {

  /**
   * It says this.
   *
   * @param text never empty
   */
  record Say(String text) implements Step {}

  /**
   * It keeps silent for a while.
   *
   * @param length not negative
   */
  record Pause(Duration length) implements Step {}

  /**
   * One event among good ones is broken, and left out.
   *
   * @param why what is wrong with it
   */
  record Break(String why) implements Step {}

  /**
   * It fails, and does nothing more.
   *
   * @param error how
   */
  record Fail(GatewayError error) implements Step {}

  /** It keeps silent for ever. */
  record Hang() implements Step {}

  /**
   * Its answer is whole.
   *
   * @param usage what it counted, or null
   */
  record End(FinishReason reason, @Nullable Usage usage) implements Step {}
}
