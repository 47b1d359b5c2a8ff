package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.ByteBuilder;

/** How the responses of a stream are put one behind the other. */
public enum GeminiFraming {
  /** With {@code alt=sse}: server-sent events, CR LF as Google writes them, no end mark. */
  SSE("text/event-stream", "data: ", "data: ", "\r\n\r\n", "", "\r\n\r\n"),
  /** Without: one JSON array, sent piece by piece. */
  ARRAY("application/json; charset=UTF-8", "[", ",\n", "", "\n]", "\n");

  private final String contentType;
  private final String first;
  private final String next;
  private final String behind;
  private final String end;
  private final String keepAlive;

  GeminiFraming(
      String contentType, String first, String next, String behind, String end, String keepAlive) {
    this.contentType = contentType;
    this.first = first;
    this.next = next;
    this.behind = behind;
    this.end = end;
    this.keepAlive = keepAlive;
  }

  /** The value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /**
   * What may stand between two responses and is none. Of events these are two empty lines: Google's
   * SDKs for Python and Go take a comment for a broken response, while all of them (Python 3.6, Go,
   * JavaScript 3.3, Java 2.0) skip empty lines. Of an array it is white space.
   */
  byte[] keepAlive() {
    return keepAlive.getBytes(US_ASCII);
  }

  void begin(ByteBuilder out, boolean isFirst) {
    out.append(isFirst ? first : next);
  }

  void end(ByteBuilder out, boolean isLast) {
    out.append(behind);
    if (isLast) {
      out.append(end);
    }
  }
}
