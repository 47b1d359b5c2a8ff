package dev.modelrouter.api.gemini;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;

/** Writes a whole {@code GenerateContentResponse}: one candidate with all that was said. */
public final class GeminiAnswerWriter {
  private static final int EXTRA_CAPACITY = 1024;

  private GeminiAnswerWriter() {}

  /**
   * The answer as UTF-8 JSON.
   *
   * @param id tells this answer from all others
   * @param content all that was said, in its order
   * @param completionSummary what else is known
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static byte[] write(
      String id, List<ChatEvent.Content> content, CompletionSummary completionSummary) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    GenerateContentResponseWriter chunk =
        new GenerateContentResponseWriter(out, id, completionSummary.model());
    chunk.open();
    for (ContentPart part : MessageAggregator.message(content).parts()) {
      part(chunk, part);
    }
    chunk.close(completionSummary.finish(), completionSummary.usage());
    return out.take();
  }

  private static void part(GenerateContentResponseWriter chunk, ContentPart part) {
    switch (part) {
      case ContentPart.Text text -> chunk.text(text.text());
      case ContentPart.Reasoning reasoning -> {
        if (!reasoning.text().isEmpty()) {
          chunk.reasoning(reasoning.text());
        }
        if (reasoning.signature() != null) {
          chunk.signature(reasoning.signature());
        }
      }
      case ContentPart.ToolCall call ->
          chunk.call(call.id(), call.name(), call.arguments(), chunk.takeSignature());
      case ContentPart.Image image -> chunk.media(image.media());
      case ContentPart.Audio audio -> chunk.media(audio.media());
      case ContentPart.Document document -> chunk.media(document.media());
      // No answer has these.
      case ContentPart.ToolResult ignored -> {}
    }
  }
}
