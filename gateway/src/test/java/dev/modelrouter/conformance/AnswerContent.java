package dev.modelrouter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.CompactJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that came to its end. */
record AnswerContent(List<ChatEvent.Content> content, CompletionSummary end) {

  /** What these events say, the last of which must be the end. */
  static AnswerContent of(List<ChatEvent> events) {
    assertThat(events.getLast()).isEqualTo(ChatEvent.Completed.INSTANCE);
    List<ChatEvent.Content> content = new ArrayList<>();
    String model = "";
    Usage usage = null;
    FinishReason finish = FinishReason.OTHER;
    for (ChatEvent event : events) {
      switch (event) {
        case ChatEvent.Content piece -> content.add(piece);
        case ChatEvent.Started started -> model = started.model();
        case ChatEvent.UsageReported reported -> usage = reported.usage();
        case ChatEvent.Finished finished -> finish = finished.reason();
        default -> {}
      }
    }
    return new AnswerContent(content, new CompletionSummary("p", model, usage, Map.of(), finish));
  }

  /** All of it but the order of thoughts, text and calls, which some whole answers lack. */
  record Gist(
      String text,
      String thoughts,
      List<ReasoningSignature> reasoningSignatures,
      List<ContentPart.ToolCall> calls,
      String model,
      FinishReason finish,
      @Nullable Usage usage) {}

  Gist gist() {
    StringBuilder text = new StringBuilder();
    StringBuilder thoughts = new StringBuilder();
    List<ReasoningSignature> reasoningSignatures = new ArrayList<>();
    List<ContentPart.ToolCall> calls = new ArrayList<>();
    for (ContentPart part : MessageAggregator.message(content).parts()) {
      switch (part) {
        case ContentPart.Text said -> text.append(said.text());
        case ContentPart.Reasoning reasoning -> {
          thoughts.append(reasoning.text());
          if (reasoning.signature() != null) {
            reasoningSignatures.add(reasoning.signature());
          }
        }
        case ContentPart.ToolCall call ->
            calls.add(
                new ContentPart.ToolCall(call.id(), call.name(), CompactJson.of(call.arguments())));
        default -> throw new AssertionError(part);
      }
    }
    return new Gist(
        text.toString(),
        thoughts.toString(),
        reasoningSignatures,
        calls,
        end.model(),
        end.finish(),
        end.usage());
  }
}
