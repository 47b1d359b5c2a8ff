package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.FinishReason;

/** Why a model stopped, in Anthropic's words. */
final class StopReasons {
  private StopReasons() {}

  /**
   * What a {@code stop_reason} means.
   *
   * @param calls whether the answer has tool calls, which say more than a plain end
   */
  static FinishReason read(String word, boolean calls) {
    return switch (word) {
      // A paused turn is one of tools that run at Anthropic, which nobody here can ask for.
      case "end_turn", "stop_sequence", "pause_turn" ->
          calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "refusal" -> FinishReason.CONTENT_FILTER;
      default -> calls ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
    };
  }
}
