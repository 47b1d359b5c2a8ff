package dev.modelrouter.provider;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that a provider inside this process does while it answers. */
public sealed interface ScriptedStep {

  /**
   * It says this.
   *
   * @param text never empty
   */
  record Say(String text) implements ScriptedStep {}

  /**
   * It keeps silent for a while.
   *
   * @param length not negative
   */
  record Pause(Duration length) implements ScriptedStep {}

  /**
   * One event among good ones is broken, and left out.
   *
   * @param why what is wrong with it
   */
  record MalformedEvent(String why) implements ScriptedStep {}

  /**
   * It fails, and does nothing more.
   *
   * @param error how
   */
  record Fail(GatewayError error) implements ScriptedStep {}

  /** It keeps silent for ever. */
  record Hang() implements ScriptedStep {}

  /**
   * Its answer is whole.
   *
   * @param usage what it counted, or null
   */
  record End(FinishReason reason, @Nullable Usage usage) implements ScriptedStep {}
}
