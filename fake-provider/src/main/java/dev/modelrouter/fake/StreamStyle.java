package dev.modelrouter.fake;

/**
 * How the events of a stream look. None of it changes a whole answer, and Ollama's lines know only
 * {@code crlf} and {@code brokenEventAfter}.
 *
 * @param crlf lines end with CR LF, not LF
 * @param multiLineData each event's JSON stands on two {@code data:} lines
 * @param comments the comment {@code : OPENROUTER PROCESSING} comes before each event
 * @param brokenEventAfter number of tokens after which one event that is no JSON comes; -1 for none
 */
public record StreamStyle(
    boolean crlf, boolean multiLineData, boolean comments, int brokenEventAfter) {

  /** What OpenAI itself writes. */
  public static final StreamStyle PLAIN = new StreamStyle(false, false, false, -1);
}
