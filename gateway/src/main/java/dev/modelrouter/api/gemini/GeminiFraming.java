package dev.modelrouter.api.gemini;

import dev.modelrouter.wire.ByteAccumulator;

/** How the responses of a stream are put one behind the other. */
public enum GeminiFraming {
  /** With {@code alt=sse}: server-sent events, CR LF as Google writes them, no end mark. */
  SSE("text/event-stream", "data: ", "data: ", "\r\n\r\n", ""),
  /** Without: one JSON array, sent piece by piece. */
  ARRAY("application/json; charset=UTF-8", "[", ",\n", "", "\n]");

  private final String contentType;
  private final String first;
  private final String next;
  private final String behind;
  private final String end;

  GeminiFraming(String contentType, String first, String next, String behind, String end) {
    this.contentType = contentType;
    this.first = first;
    this.next = next;
    this.behind = behind;
    this.end = end;
  }

  /** The value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  void begin(ByteAccumulator out, boolean isFirst) {
    out.append(isFirst ? first : next);
  }

  void end(ByteAccumulator out, boolean isLast) {
    out.append(behind);
    if (isLast) {
      out.append(end);
    }
  }
}
