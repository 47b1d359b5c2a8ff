package dev.modelrouter.api.ollama;

import dev.modelrouter.api.PartialToolCall;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Writes a whole answer as Ollama does: one object with all that was said. Which text came before
 * which thought or call is lost, since each kind has one field.
 */
public final class OllamaAnswerWriter {
  private static final int EXTRA_CAPACITY = 1024;

  private OllamaAnswerWriter() {}

  /**
   * The answer as UTF-8 JSON.
   *
   * @param content all that was said, in its order
   * @param completionSummary what else is known
   * @param clock wall clock
   * @param elapsed nanoseconds since the question came
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static byte[] write(
      OllamaEndpoint form,
      List<ChatEvent.Content> content,
      CompletionSummary completionSummary,
      InstantSource clock,
      LongSupplier elapsed) {
    StringBuilder text = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    List<PartialToolCall> calls = new ArrayList<>();
    List<Media> images = new ArrayList<>(0);
    for (ContentPart part : MessageAggregator.message(content).parts()) {
      switch (part) {
        case ContentPart.Text each -> text.append(each.text());
        case ContentPart.Reasoning each -> thought.append(each.text());
        case ContentPart.ToolCall each -> {
          PartialToolCall call = new PartialToolCall(calls.size(), each.id(), each.name(), null);
          call.add(each.arguments());
          calls.add(call);
        }
        case ContentPart.Image each -> {
          if (ResponseLineWriter.takes(each.media())) {
            images.add(each.media());
          }
        }
        // There is no form for these.
        case ContentPart.Audio ignored -> {}
        case ContentPart.Document ignored -> {}
        case ContentPart.ToolResult ignored -> {}
      }
    }
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    new ResponseLineWriter(out, form, completionSummary.model(), clock, elapsed)
        .last(
            text.toString(),
            thought.toString(),
            calls,
            images,
            completionSummary.finish(),
            completionSummary.usage());
    return out.take();
  }

  /**
   * The answer to somebody who asked nothing.
   *
   * @param model whatever the caller called it
   * @param unload whether it need no longer be at hand
   */
  static byte[] nothing(
      OllamaEndpoint form,
      String model,
      boolean unload,
      InstantSource clock,
      LongSupplier elapsed) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    new ResponseLineWriter(out, form, model, clock, elapsed).nothing(unload);
    return out.take();
  }
}
