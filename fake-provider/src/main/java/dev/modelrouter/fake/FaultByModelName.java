package dev.modelrouter.fake;

import java.time.Duration;
import java.util.function.Function;

/**
 * Chooses the reply by the model's name, so that a person can rehearse each fault by hand: {@code
 * fault-stall} stalls, any name without {@code fault-} gets a good answer.
 *
 * @param good the answer that the faults are made of
 */
record FaultByModelName(Answer good) implements Function<RecordedRequest, Reply> {

  private static final String PREFIX = "fault-";

  /** The names after {@code fault-}, for people. */
  static final String NAMES =
      "400…599, context, policy, rate-limit, reset, close, hang, head-only, slow, role-only,"
          + " reset-midway, cut, early-end, stall, error-event, broken-event, no-done,"
          + " no-done-open, html, garbage, empty, garbage-events, no-http, comments, crlf,"
          + " multi-line, huge";

  @Override
  public Reply apply(RecordedRequest request) {
    String quoted = Json.fields(request.bodyText()).getOrDefault("model", "\"\"");
    int at = quoted.indexOf(PREFIX);
    return at < 0 ? good : fault(quoted.substring(at + PREFIX.length(), quoted.length() - 1));
  }

  private Reply fault(String name) {
    int half = good.tokens().size() / 2;
    return switch (name) {
      case "context" -> Reply.error(400, "context_length_exceeded", "The prompt is too long");
      case "policy" -> Reply.error(400, "content_policy_violation", "The prompt is not allowed");
      case "rate-limit" -> Reply.status(429).header("Retry-After", "2");
      case "reset" -> Reply.resetBeforeHead();
      case "close" -> Reply.closeBeforeHead();
      case "hang" -> Reply.hang();
      case "head-only" -> Reply.headThenStall();
      case "slow" -> good.beforeFirstToken(Duration.ofSeconds(20));
      case "role-only" -> good.stallAfter(0);
      case "reset-midway" -> good.resetAfter(half);
      case "cut" -> good.cutAfter(half);
      case "early-end" -> good.endAfter(half);
      case "stall" -> good.stallAfter(half);
      case "error-event" -> good.errorAfter(half);
      case "broken-event" -> good.brokenEventAfter(half);
      case "no-done" -> good.withoutEndMark();
      case "no-done-open" -> good.withoutEndMarkLeftOpen();
      case "html" -> Reply.html();
      case "garbage" -> Reply.garbage();
      case "empty" -> Reply.empty();
      case "garbage-events" -> Reply.garbageEvents();
      case "no-http" -> Reply.wireBytes(new byte[] {'h', 'u', 'h', '?', '\n'});
      case "comments" -> good.comments();
      case "crlf" -> good.crlf();
      case "multi-line" -> good.multiLineData();
      case "huge" -> Reply.hugeLine();
      default ->
          name.matches("[45]\\d\\d")
              ? Reply.status(Integer.parseInt(name))
              : Reply.error(404, "model_not_found", "No such fault; there are: " + NAMES);
    };
  }
}
