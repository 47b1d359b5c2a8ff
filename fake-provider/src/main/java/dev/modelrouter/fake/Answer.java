package dev.modelrouter.fake;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply that is a model's answer, whole or streamed as asked, and may go wrong on the way. Each
 * method gives a changed copy.
 *
 * @param tokens the text in pieces
 * @param calls the tools it calls after the text
 * @param pace the pauses
 * @param style how the events look
 * @param ending how it ends
 * @param promptTokens usage to report
 * @param completionTokens usage to report, whatever was really sent
 * @param finishReason OpenAI's {@code finish_reason}, Ollama's {@code done_reason}
 * @param model the model named in the answer; null to echo the request's
 */
public record Answer(
    List<String> tokens,
    List<Call> calls,
    Pace pace,
    StreamStyle style,
    Ending ending,
    int promptTokens,
    int completionTokens,
    String finishReason,
    @Nullable String model)
    implements Reply {

  /** Copies the lists. */
  public Answer {
    tokens = List.copyOf(tokens);
    calls = List.copyOf(calls);
  }

  static Answer of(List<String> tokens) {
    return new Answer(
        tokens,
        List.of(),
        Pace.AT_ONCE,
        StreamStyle.PLAIN,
        new Ending.Complete(),
        10,
        tokens.size(),
        "stop",
        null);
  }

  /** All the text in one piece. */
  public String text() {
    return String.join("", tokens);
  }

  /** Calls these tools after the text, with the reason that goes with it. */
  public Answer calling(Call... tools) {
    return new Answer(
        tokens,
        List.of(tools),
        pace,
        style,
        ending,
        promptTokens,
        completionTokens,
        "tool_calls",
        model);
  }

  /** Waits so long before the head. */
  public Answer beforeHead(Duration pause) {
    return pace(new Pace(pause, pace.beforeFirstToken(), pace.betweenTokens()));
  }

  /** Waits so long between the head and the first token. */
  public Answer beforeFirstToken(Duration pause) {
    return pace(new Pace(pace.beforeHead(), pause, pace.betweenTokens()));
  }

  /** Waits so long between two tokens. */
  public Answer betweenTokens(Duration pause) {
    return pace(new Pace(pace.beforeHead(), pace.beforeFirstToken(), pause));
  }

  /** Resets the connection (RST) after so many tokens. */
  public Answer resetAfter(int count) {
    return ending(new Ending.Reset(count));
  }

  /** Ends the body correctly after so many tokens, without finish reason and end mark. */
  public Answer endAfter(int count) {
    return ending(new Ending.CleanEnd(count));
  }

  /** Closes the connection (FIN) inside a chunk after so many tokens. */
  public Answer cutAfter(int count) {
    return ending(new Ending.CutInChunk(count));
  }

  /** Falls silent after so many tokens; with 0, after OpenAI's role-only chunk. */
  public Answer stallAfter(int count) {
    return ending(new Ending.Stall(count));
  }

  /** Reports an error in the stream after so many tokens and ends. */
  public Answer errorAfter(int count) {
    return errorAfter(count, "server_error", "The fake provider failed in mid-stream");
  }

  /** Reports this error in the stream after so many tokens and ends. */
  public Answer errorAfter(int count, String code, String message) {
    return ending(new Ending.ErrorEvent(count, code, message));
  }

  /** Leaves the end mark out and ends the body correctly. */
  public Answer withoutEndMark() {
    return ending(new Ending.NoEndMark(false));
  }

  /** Leaves the end mark out, and the body without its end. */
  public Answer withoutEndMarkLeftOpen() {
    return ending(new Ending.NoEndMark(true));
  }

  /** Sends one event that is no JSON after so many tokens; all others come too. */
  public Answer brokenEventAfter(int count) {
    return style(new StreamStyle(style.crlf(), style.multiLineData(), style.comments(), count));
  }

  /** Ends lines with CR LF. */
  public Answer crlf() {
    return style(
        new StreamStyle(true, style.multiLineData(), style.comments(), style.brokenEventAfter()));
  }

  /** Puts each event's JSON on two {@code data:} lines. */
  public Answer multiLineData() {
    return style(new StreamStyle(style.crlf(), true, style.comments(), style.brokenEventAfter()));
  }

  /** Puts a comment before each event. */
  public Answer comments() {
    return style(
        new StreamStyle(style.crlf(), style.multiLineData(), true, style.brokenEventAfter()));
  }

  /** Reports this usage. */
  public Answer usage(int prompt, int completion) {
    return new Answer(tokens, calls, pace, style, ending, prompt, completion, finishReason, model);
  }

  /** Gives this reason for the end, such as {@code length}. */
  public Answer finishReason(String reason) {
    return new Answer(
        tokens, calls, pace, style, ending, promptTokens, completionTokens, reason, model);
  }

  /** Names this model, not the one asked for. */
  public Answer model(String name) {
    return new Answer(
        tokens, calls, pace, style, ending, promptTokens, completionTokens, finishReason, name);
  }

  private Answer pace(Pace changed) {
    return new Answer(
        tokens, calls, changed, style, ending, promptTokens, completionTokens, finishReason, model);
  }

  private Answer style(StreamStyle changed) {
    return new Answer(
        tokens, calls, pace, changed, ending, promptTokens, completionTokens, finishReason, model);
  }

  private Answer ending(Ending changed) {
    return new Answer(
        tokens, calls, pace, style, changed, promptTokens, completionTokens, finishReason, model);
  }
}
