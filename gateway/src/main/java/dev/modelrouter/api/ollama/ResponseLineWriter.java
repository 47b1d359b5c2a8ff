package dev.modelrouter.api.ollama;

import dev.modelrouter.api.ContinuationNotice;
import dev.modelrouter.api.PartialToolCall;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonObjectText;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the objects of one answer, each of which is a line of a stream: {@code model}, {@code
 * created_at}, what was said, and at the end why, how long it took and how many tokens.
 */
final class ResponseLineWriter {
  private final ByteBuilder out;
  private final OllamaEndpoint form;
  private final String model;
  private final InstantSource clock;
  private final LongSupplier elapsed;
  private final ContinuationNotice continuationNotice = new ContinuationNotice();
  private long firstAt = -1;

  /**
   * The lines of an answer.
   *
   * @param out takes them
   * @param model the model that answers
   * @param clock wall clock
   * @param elapsed nanoseconds since the question came
   */
  ResponseLineWriter(
      ByteBuilder out,
      OllamaEndpoint form,
      String model,
      InstantSource clock,
      LongSupplier elapsed) {
    this.out = out;
    this.form = form;
    this.model = model;
    this.clock = clock;
    this.elapsed = elapsed;
  }

  /** The first piece was written elsewhere, so many nanoseconds after the question came. */
  void isStarted(long at) {
    firstAt = at;
  }

  /** Notes who goes on with the answer, for the last object. */
  void continuedBy(String provider) {
    continuationNotice.add(provider);
  }

  /** A piece of the answer. */
  void piece(String text, String thought, List<PartialToolCall> calls) {
    if (firstAt < 0) {
      firstAt = elapsed.getAsLong();
    }
    message(text, thought, calls, List.of());
    out.append("\"done\":false}\n");
  }

  /** Whether there is a form for it: only for pictures whose bytes are here. */
  static boolean takes(Media media) {
    return media.isImage() && media instanceof Media.Inline;
  }

  /** Pictures, which have a line of their own. */
  void images(List<Media> images) {
    if (firstAt < 0) {
      firstAt = elapsed.getAsLong();
    }
    message("", "", List.of(), images);
    out.append("\"done\":false}\n");
  }

  /** The last, or only, object of an answer. */
  void last(
      String text,
      String thought,
      List<PartialToolCall> calls,
      List<Media> images,
      FinishReason finish,
      @Nullable Usage usage) {
    message(text, thought, calls, images);
    out.append("\"done\":true,\"done_reason\":\"").append(reason(finish)).append('"');
    if (form == OllamaEndpoint.GENERATE) {
      // Clients of this older path read the field without asking whether it is there.
      out.append(",\"context\":[]");
    }
    long total = elapsed.getAsLong();
    number("total_duration", total);
    number("load_duration", 0);
    if (usage != null) {
      number("prompt_eval_count", usage.input());
    }
    if (firstAt >= 0) {
      number("prompt_eval_duration", firstAt);
    }
    if (usage != null) {
      number("eval_count", usage.output());
    }
    // What came at once says nothing of when its first word was made.
    number("eval_duration", total - Math.max(0, firstAt));
    continuationNotice.appendField(out);
    out.append("}\n");
  }

  /** The answer to somebody who asked nothing: the model is at hand, or need not be. */
  void nothing(boolean unload) {
    message("", "", List.of(), List.of());
    out.append("\"done\":true,\"done_reason\":\"").append(unload ? "unload" : "load");
    out.append("\"}\n");
  }

  private void message(
      String text, String thought, List<PartialToolCall> calls, List<Media> images) {
    out.append("{\"model\":").appendJson(model).append(",\"created_at\":\"");
    out.append(clock.instant().toString()).append("\",");
    if (form == OllamaEndpoint.GENERATE) {
      out.append("\"response\":").appendJson(text);
    } else {
      out.append("\"message\":{\"role\":\"assistant\",\"content\":").appendJson(text);
    }
    if (!thought.isEmpty()) {
      out.append(",\"thinking\":").appendJson(thought);
    }
    calls(calls);
    images(images, ",\"images\":[");
    out.append(form == OllamaEndpoint.GENERATE ? "," : "},");
  }

  private void calls(List<PartialToolCall> calls) {
    String before = ",\"tool_calls\":[";
    for (PartialToolCall call : calls) {
      out.append(before).append("{\"id\":").appendJson(call.id);
      out.append(",\"function\":{\"index\":").append(Integer.toString(call.index));
      out.append(",\"name\":").appendJson(call.name).append(",\"arguments\":");
      JsonObjectText.append(out, call.arguments());
      out.append("}}");
      before = ",";
    }
    if (!calls.isEmpty()) {
      out.append(']');
    }
  }

  private void images(List<Media> images, String first) {
    String before = first;
    for (Media image : images) {
      if (image instanceof Media.Inline inline) {
        out.append(before).appendJson(inline.base64());
        before = ",";
      }
    }
    out.append(images.isEmpty() ? "" : "]");
  }

  private void number(String name, long value) {
    out.append(",\"").append(name).append("\":").append(Long.toString(value));
  }

  private static String reason(FinishReason finish) {
    return switch (finish) {
      case STOP, TOOL_CALLS, OTHER -> "stop";
      case LENGTH -> "length";
      case CONTENT_FILTER -> "content_filter";
    };
  }
}
