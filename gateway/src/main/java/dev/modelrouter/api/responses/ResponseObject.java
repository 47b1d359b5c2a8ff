package dev.modelrouter.api.responses;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the response object in every state of its life.
 *
 * @param id tells this answer from all others; behind {@code resp_}
 * @param created when it began, seconds since 1970
 * @param model the model that answers
 * @param echo what is repeated of the request
 */
record ResponseObject(String id, long created, String model, EchoedRequestFields echo) {

  /** As long as the answer comes. */
  void inProgress(ByteBuilder out) {
    head(out, "in_progress", null);
    out.append("null,\"incomplete_details\":null,\"output\":[]");
    tail(out, null);
  }

  /**
   * When it has come to its end.
   *
   * @param completed the time, seconds since 1970
   */
  void ended(
      ByteBuilder out,
      FinishReason finish,
      long completed,
      OutputItems outputItems,
      @Nullable Usage usage) {
    String cut = incomplete(finish);
    head(out, cut == null ? "completed" : "incomplete", cut == null ? completed : null);
    out.append("null,\"incomplete_details\":");
    if (cut == null) {
      out.append("null");
    } else {
      out.append("{\"reason\":\"").append(cut).append("\"}");
    }
    outputItems.write(out.append(",\"output\":"));
    tail(out, usage);
  }

  /** When it broke off. */
  void failed(ByteBuilder out, GatewayError error, OutputItems outputItems) {
    head(out, "failed", null);
    out.append("{\"code\":").appendJson(ResponsesErrorWriter.code(error));
    out.append(",\"message\":").appendJson(ResponsesErrorWriter.message(error));
    out.append("},\"incomplete_details\":null");
    outputItems.write(out.append(",\"output\":"));
    tail(out, null);
  }

  /** What an answer that ended so lacks; null where it lacks nothing. */
  static @Nullable String incomplete(FinishReason finish) {
    return switch (finish) {
      case STOP, TOOL_CALLS, OTHER -> null;
      case LENGTH -> "max_output_tokens";
      case CONTENT_FILTER -> "content_filter";
    };
  }

  private void head(ByteBuilder out, String status, @Nullable Long completed) {
    out.append("{\"id\":").appendJson("resp_" + id);
    out.append(",\"object\":\"response\",\"created_at\":").append(Long.toString(created));
    out.append(",\"completed_at\":").append(completed == null ? "null" : completed.toString());
    out.append(",\"status\":\"").append(status).append("\",\"model\":").appendJson(model);
    out.append(",\"error\":");
  }

  private void tail(ByteBuilder out, @Nullable Usage usage) {
    out.append(',').append(echo.members()).append(",\"usage\":");
    if (usage == null) {
      out.append("null}");
      return;
    }
    out.append("{\"input_tokens\":").append(Long.toString(usage.input()));
    out.append(",\"input_tokens_details\":{\"cached_tokens\":");
    out.append(Long.toString(usage.cached())).append(",\"cache_write_tokens\":");
    out.append(Long.toString(usage.written())).append("},\"output_tokens\":");
    out.append(Long.toString(usage.output())).append(",\"output_tokens_details\":");
    out.append("{\"reasoning_tokens\":").append(Long.toString(usage.reasoning()));
    out.append("},\"total_tokens\":").append(Long.toString(usage.total())).append("}}");
  }
}
