package dev.modelrouter.fake;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply that is a model's answer, whole or streamed as asked, and may go wrong on the way. Each
 * method gives a changed copy.
 *
 * @param tokens the text in pieces
 * @param toolCalls the tools it calls after the text
 * @param delays the pauses
 * @param style how the events look
 * @param termination how it ends
 * @param promptTokens usage to report
 * @param completionTokens usage to report, whatever was really sent
 * @param finishReason OpenAI's {@code finish_reason}, Ollama's {@code done_reason}
 * @param model the model named in the answer; null to echo the request's
 */
public record Answer(
    List<String> tokens,
    List<ToolCall> toolCalls,
    Delays delays,
    StreamStyle style,
    Termination termination,
    int promptTokens,
    int completionTokens,
    String finishReason,
    @Nullable String model)
    implements Reply {

  /** Copies the lists. */
  public Answer {
    tokens = List.copyOf(tokens);
    toolCalls = List.copyOf(toolCalls);
  }

  static Answer of(List<String> tokens) {
    return new Answer(
        tokens,
        List.of(),
        Delays.AT_ONCE,
        StreamStyle.PLAIN,
        new Termination.Complete(),
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
  public Answer calling(ToolCall... tools) {
    return new Answer(
        tokens,
        List.of(tools),
        delays,
        style,
        termination,
        promptTokens,
        completionTokens,
        "tool_calls",
        model);
  }

  /** Waits so long before the head. */
  public Answer beforeHead(Duration pause) {
    return delays(new Delays(pause, delays.beforeFirstToken(), delays.betweenTokens()));
  }

  /** Waits so long between the head and the first token. */
  public Answer beforeFirstToken(Duration pause) {
    return delays(new Delays(delays.beforeHead(), pause, delays.betweenTokens()));
  }

  /** Waits so long between two tokens. */
  public Answer betweenTokens(Duration pause) {
    return delays(new Delays(delays.beforeHead(), delays.beforeFirstToken(), pause));
  }

  /** Resets the connection (RST) after so many tokens. */
  public Answer resetAfter(int count) {
    return ending(new Termination.Reset(count));
  }

  /** Ends the body correctly after so many tokens, without finish reason and end mark. */
  public Answer endAfter(int count) {
    return ending(new Termination.CleanEnd(count));
  }

  /** Closes the connection (FIN) inside a chunk after so many tokens. */
  public Answer cutAfter(int count) {
    return ending(new Termination.CutInChunk(count));
  }

  /** Falls silent after so many tokens; with 0, after OpenAI's role-only chunk. */
  public Answer stallAfter(int count) {
    return ending(new Termination.Stall(count));
  }

  /** Reports an error in the stream after so many tokens and ends. */
  public Answer errorAfter(int count) {
    return errorAfter(count, "server_error", "The fake provider failed in mid-stream");
  }

  /** Reports this error in the stream after so many tokens and ends. */
  public Answer errorAfter(int count, String code, String message) {
    return ending(new Termination.ErrorEvent(count, code, message));
  }

  /** Leaves the end mark out and ends the body correctly. */
  public Answer withoutEndMark() {
    return ending(new Termination.NoEndMark(false));
  }

  /** Leaves the end mark out, and the body without its end. */
  public Answer withoutEndMarkLeftOpen() {
    return ending(new Termination.NoEndMark(true));
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
    return new Answer(
        tokens, toolCalls, delays, style, termination, prompt, completion, finishReason, model);
  }

  /** Gives this reason for the end, such as {@code length}. */
  public Answer finishReason(String reason) {
    return new Answer(
        tokens,
        toolCalls,
        delays,
        style,
        termination,
        promptTokens,
        completionTokens,
        reason,
        model);
  }

  /** Names this model, not the one asked for. */
  public Answer model(String name) {
    return new Answer(
        tokens,
        toolCalls,
        delays,
        style,
        termination,
        promptTokens,
        completionTokens,
        finishReason,
        name);
  }

  private Answer delays(Delays changed) {
    return new Answer(
        tokens,
        toolCalls,
        changed,
        style,
        termination,
        promptTokens,
        completionTokens,
        finishReason,
        model);
  }

  private Answer style(StreamStyle changed) {
    return new Answer(
        tokens,
        toolCalls,
        delays,
        changed,
        termination,
        promptTokens,
        completionTokens,
        finishReason,
        model);
  }

  private Answer ending(Termination changed) {
    return new Answer(
        tokens,
        toolCalls,
        delays,
        style,
        changed,
        promptTokens,
        completionTokens,
        finishReason,
        model);
  }
}
