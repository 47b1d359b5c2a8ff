package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.ParallelScenes.inAllScenes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Reply;
import org.junit.jupiter.api.Test;

/** Of the sixteen faults that a gateway must survive, those that lie in what is asked. */
class SixteenFaultsRequestTest {
  private static Reply tooLong(FaultRig rig) {
    return rig.atAnthropic()
        ? Reply.error(400, "invalid_request_error", "prompt is too long: 9000 tokens > 8192")
        : Reply.error(400, "context_length_exceeded", "This model's context is 8192 tokens.");
  }

  /** How many tokens the models take: of the primaries, of the fallback, of Ollama. */
  private static String contexts(int primary, int fallback, int ollama) {
    return """
    models:
      groq/llama-3.3-70b-versatile: {context_tokens: %1$d}
      anthropic/claude-haiku-4-5: {context_tokens: %1$d}
      openai/gpt-4o-mini: {context_tokens: %2$d}
      ollama/*: {context_tokens: %3$d}
    """
        .formatted(primary, fallback, ollama);
  }

  @Test
  void fault12_thePromptIsTooLong_aModelThatTakesMoreAnswers() {
    inAllScenes(
        "openai",
        contexts(8_192, 128_000, 2_048),
        rig -> {
          rig.primary().always(tooLong(rig));

          rig.ask().assertWhole();
          rig.providers().assertAsked(1, 1);
          assertThat(rig.primaryIsWell()).isTrue();
        });
  }

  @Test
  void fault12_thePromptIsTooLong_whoTakesNoMoreIsNotAsked() {
    inAllScenes(
        "openai",
        contexts(8_192, 8_192, 2_048),
        rig -> {
          rig.primary().always(tooLong(rig));

          CallOutcome callOutcome = rig.hear();

          assertThat(callOutcome.status()).isEqualTo(400);
          assertThat(callOutcome.error()).isEqualTo(code(rig.door()));
          assertThat(callOutcome.body()).contains("8192");
          rig.providers().assertAsked(1, 0);
          assertThat(rig.primaryIsWell()).isTrue();
        });
  }

  @Test
  void fault12_thePromptIsTooLong_forEverybody() {
    inAllScenes(
        rig -> {
          rig.primary().always(tooLong(rig));

          CallOutcome callOutcome = rig.insist();

          assertThat(callOutcome.status()).isEqualTo(400);
          assertThat(callOutcome.error()).isEqualTo(code(rig.door()));
          rig.providers().assertAsked(1, 0);
        });
  }

  private static String code(ClientApi clientApi) {
    return switch (clientApi) {
      case COMPLETION, COMPLETION_STREAM -> "context_length_exceeded";
      case MESSAGE, MESSAGE_STREAM -> "invalid_request_error";
      case CHAT, STREAM -> "BAD_REQUEST";
    };
  }

  /** At Anthropic a refusal is an answer that stops for a reason of its own. */
  private static Reply refused(FaultRig rig) {
    String why = "Not allowed: because.";
    return rig.atAnthropic()
        ? Reply.text(why).finishReason("refusal")
        : Reply.error(400, "content_policy_violation", why);
  }

  @Test
  void fault13_theContentIsRefused_thatIsTheAnswer() {
    inAllScenes(
        rig -> {
          rig.primary().always(refused(rig));

          CallOutcome callOutcome = rig.hear();

          assertThat(callOutcome.status()).isEqualTo(rig.atAnthropic() ? 200 : 400);
          assertThat(callOutcome.body()).contains("Not allowed: because.");
          rig.providers().assertAsked(1, 0);
          assertThat(rig.primaryIsWell()).isTrue();
        });
  }

  @Test
  void fault13_theContentIsRefused_whereTheOperatorSaysSo_theFallbackIsAsked() {
    inAllScenes(
        "openai",
        "defaults: {content_policy_fallback: on}",
        rig -> {
          rig.primary().always(refused(rig));

          CallOutcome callOutcome = rig.hear();

          // What Anthropic gives is an answer, and whole.
          assertThat(callOutcome.status()).isEqualTo(200);
          assertThat(callOutcome.body().contains("Not allowed: because."))
              .isEqualTo(rig.atAnthropic());
          rig.providers().assertAsked(1, rig.atAnthropic() ? 0 : 1);
          assertThat(rig.primaryIsWell()).isTrue();
        });
  }
}
