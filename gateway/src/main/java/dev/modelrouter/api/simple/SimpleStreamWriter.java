package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.ByteBuilder;

/**
 * One {@code /stream} answer on its way to the caller: turns pieces of text into Server-Sent Events
 * and keeps their bytes until they are taken. One instance a stream; confined to one thread.
 *
 * <p>A client that joins the data of all events gets the text back, with these limits of the
 * format:
 *
 * <ul>
 *   <li>SSE cannot carry a carriage return. A CR and a CRLF arrive as one LF, also when the CR ends
 *       one piece and the LF starts the next: the CR's line break is sent at once, the LF is then
 *       left out.
 *   <li>A line that is {@code [DONE]}, blanks around it or not, would look like the end mark to
 *       clients that read events, or lines, one by one. It is cut into two events, {@code [DO} and
 *       {@code NE]}.
 *   <li>Text that looks like the JSON of the error event cannot be told from it. Clients know a
 *       failed stream by the missing end mark.
 * </ul>
 */
public final class SimpleStreamWriter {
  private static final byte[] DATA = "data: ".getBytes(US_ASCII);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(US_ASCII);
  private static final String END_MARK = "[DONE]";
  private static final int END_MARK_CUT = 3;

  private final ByteBuilder out = new ByteBuilder(512);
  private boolean lineFeedConsumed;
  private boolean ended;

  /**
   * Appends one event with a piece of the answer; nothing for an empty piece.
   *
   * @throws IllegalStateException after the end
   */
  public void text(String piece) {
    requireOpen();
    int length = piece.length();
    if (length == 0) {
      return;
    }
    int start = lineFeedConsumed && piece.charAt(0) == '\n' ? 1 : 0;
    lineFeedConsumed = piece.charAt(length - 1) == '\r';
    if (start == length) {
      return;
    }
    for (int end = lineEnd(piece, start); ; end = lineEnd(piece, start)) {
      line(piece, start, end);
      if (end == length) {
        break;
      }
      boolean isPair =
          piece.charAt(end) == '\r' && end + 1 < length && piece.charAt(end + 1) == '\n';
      start = end + (isPair ? 2 : 1);
    }
    out.append('\n');
  }

  /**
   * Appends the end mark: the answer is whole.
   *
   * @throws IllegalStateException after the end
   */
  public void done() {
    requireOpen();
    ended = true;
    out.append(DONE);
  }

  /**
   * Appends the error event, after which the stream ends without the end mark.
   *
   * @throws IllegalStateException after the end
   */
  public void error(GatewayError error, String requestId) {
    requireOpen();
    ended = true;
    out.append(DATA);
    SimpleErrorWriter.appendObject(out, error, requestId);
    out.append('\n').append('\n');
  }

  /**
   * Appends a comment, which is no event.
   *
   * @param text one line
   * @throws IllegalStateException after the end
   */
  public void comment(String text) {
    requireOpen();
    out.append(": ").append(text).append("\n\n");
  }

  /** Bytes that wait to be taken. */
  public int size() {
    return out.size();
  }

  /** Hands out the bytes of all events appended since the last take, possibly none. */
  public byte[] take() {
    return out.take();
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has already ended");
    }
  }

  private void line(String piece, int from, int to) {
    out.append(DATA);
    int mark = endMark(piece, from, to);
    if (mark >= 0) {
      out.append(piece, from, mark + END_MARK_CUT).append('\n').append('\n').append(DATA);
      from = mark + END_MARK_CUT;
    }
    out.append(piece, from, to).append('\n');
  }

  private static int lineEnd(String piece, int from) {
    int i = from;
    while (i < piece.length() && piece.charAt(i) != '\n' && piece.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  /** Where the end mark starts in a line that holds nothing else but blanks, or -1. */
  private static int endMark(String piece, int from, int to) {
    if (to - from < END_MARK.length()) {
      return -1;
    }
    int start = from;
    int end = to;
    while (start < end && isBlank(piece.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(piece.charAt(end - 1))) {
      end--;
    }
    boolean isMark = end - start == END_MARK.length() && piece.startsWith(END_MARK, start);
    return isMark ? start : -1;
  }

  /** What the languages of our clients strip from a line: controls and the spaces of Unicode. */
  private static boolean isBlank(char c) {
    return c <= ' ' || (c >= 0x7F && (c <= 0xA0 || c == '\uFEFF' || Character.isSpaceChar(c)));
  }
}
