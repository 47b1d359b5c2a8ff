package dev.modelrouter.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing a provider said while answering. A whole answer is the fold of its events, so streamed
 * and whole answers are read by the same eyes.
 *
 * <p>Order: any number of the others, then exactly one of {@link Completed} or {@link Failed},
 * after which nothing follows.
 */
public sealed interface ChatEvent {

  /**
   * The provider named the model that answers.
   *
   * @param model the provider's name for it
   */
  record Started(String model) implements ChatEvent {}

  /** What the caller gets to see: from the first of these on the choice of provider is final. */
  sealed interface Content extends ChatEvent {
    /**
     * About how many tokens this is: one at least, more where there is much text (a token of most
     * texts and models is about four characters). None of what was only relayed.
     */
    default int tokens() {
      return 1;
    }

    private static int tokens(String text) {
      return Math.max(1, text.length() / 4);
    }
  }

  /**
   * A piece of the answer's text.
   *
   * @param text never empty
   */
  record TextDelta(String text) implements Content {
    @Override
    public int tokens() {
      return Content.tokens(text);
    }
  }

  /**
   * A piece of what the model thinks before it speaks.
   *
   * @param text never empty
   */
  record ReasoningDelta(String text) implements Content {
    @Override
    public int tokens() {
      return Content.tokens(text);
    }
  }

  /**
   * The thought so far ends, and this is the provider's seal on it. A seal without a thought before
   * it is on a thought that is not shown.
   *
   * @param signature to be sent back with the thought
   */
  record SignatureDelta(ReasoningSignature signature) implements Content {}

  /**
   * A piece of the model's wish to have a tool called. The first piece of a call names it, all of
   * them together are its arguments.
   *
   * @param index counts the calls of this answer from 0
   * @param id names the call in the conversation; null after the first piece
   * @param name the tool; null after the first piece
   * @param arguments a piece of a JSON object, possibly empty
   */
  record ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments)
      implements Content {
    @Override
    public int tokens() {
      return Content.tokens(arguments);
    }
  }

  /**
   * A picture, a sound or a file that the model made, whole.
   *
   * @param media its bytes, or where they are
   */
  record MediaOutput(Media media) implements Content {}

  /**
   * Content of a kind that goes to the caller as bytes and has not been read: {@code OpaqueContent}
   * says only that it is there.
   */
  record OpaqueContent() implements Content {
    /** The one instance worth having. */
    public static final OpaqueContent INSTANCE = new OpaqueContent();

    @Override
    public int tokens() {
      return 0;
    }
  }

  /**
   * The model stopped. Usage may still follow; the end mark should.
   *
   * @param reason why it stopped
   */
  record Finished(FinishReason reason) implements ChatEvent {}

  /**
   * The provider counted tokens. May come more than once: the last counts.
   *
   * @param usage the count
   */
  record UsageReported(Usage usage) implements ChatEvent {}

  /**
   * Facts only this provider reports, under its own names (Ollama's {@code total_duration} …).
   *
   * @param facts JSON-like values: strings, longs, doubles, booleans
   */
  record ProviderFacts(Map<String, Object> facts) implements ChatEvent {
    public ProviderFacts {
      facts = Map.copyOf(facts);
    }
  }

  /**
   * One event among good ones was left out, or a part of it.
   *
   * @param why what was wrong with it, without its content
   * @param broken whether nobody could read it; else it says something that has no word here
   */
  record Skipped(String why, boolean broken) implements ChatEvent {
    /** A broken one. */
    public Skipped(String why) {
      this(why, true);
    }
  }

  /** The answer is whole. */
  record Completed() implements ChatEvent {
    /** The one instance worth having. */
    public static final Completed INSTANCE = new Completed();
  }

  /**
   * The answer broke off, or was never one.
   *
   * @param error what happened
   */
  record Failed(GatewayError error) implements ChatEvent {}
}
