package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the provider does with one chat request: a good answer, a fault, or both. Every reply is a
 * value; it is worded in the dialect and the mode (whole or streamed) that the request asked for.
 */
public sealed interface Reply
    permits Answer, StatusReply, RawStream, RawBytesReply, NoResponse, HeadOnlyReply {

  /**
   * A good answer made of these pieces of text.
   *
   * @param tokens one event each, in order; empty pieces are sent too
   */
  static Answer text(String... tokens) {
    return Answer.of(List.of(tokens));
  }

  /**
   * A good answer of numbered words: {@code "w1 "}, {@code "w2 "} ….
   *
   * @param count how many, 0 or more
   */
  static Answer words(int count) {
    return Answer.of(IntStream.rangeClosed(1, count).mapToObj(i -> "w" + i + " ").toList());
  }

  /** A good answer whose only piece is 2 MiB long, so that one line of the stream is longer. */
  static Answer hugeLine() {
    return text("x".repeat(2 * 1024 * 1024));
  }

  /**
   * An error with the default body and code of the dialect.
   *
   * @param status HTTP status, 100 to 999
   */
  static StatusReply status(int status) {
    return new StatusReply(status, Map.of(), null, null, null, null, Duration.ZERO);
  }

  /**
   * An error that says why, such as {@code error(400, "context_length_exceeded", "…")}.
   *
   * @param status HTTP status
   * @param code the machine-readable code; Ollama's dialect has no place for it
   * @param message the text for people
   */
  static StatusReply error(int status, String code, String message) {
    return new StatusReply(status, Map.of(), code, message, null, null, Duration.ZERO);
  }

  /**
   * These bytes as the body, correctly framed with {@code Content-Length}.
   *
   * @param status HTTP status
   * @param contentType the header's value
   * @param body the body; not copied
   */
  static StatusReply raw(int status, String contentType, byte[] body) {
    return new StatusReply(status, Map.of(), null, null, contentType, body, Duration.ZERO);
  }

  /** As {@link #raw(int, String, byte[])}, in UTF-8. */
  static StatusReply raw(int status, String contentType, String body) {
    return raw(status, contentType, body.getBytes(UTF_8));
  }

  /** A web page with status 200, as a captive portal or a wrong base URL gives. */
  static StatusReply html() {
    return raw(200, "text/html; charset=utf-8", "<!DOCTYPE html><html><body>Hi</body></html>\n");
  }

  /** Status 200 and JSON's content type, but the body is no JSON. */
  static StatusReply garbage() {
    return raw(200, "application/json", "}{ not json \u0000\u0001");
  }

  /** Status 200 and no body at all. */
  static StatusReply empty() {
    return raw(200, "application/json", "");
  }

  /** An event stream, rightly framed, in which no event means anything. */
  static StatusReply garbageEvents() {
    return raw(200, "text/event-stream", "data: what\n\ndata: {]\n\nevent: x\ndata: 7\n\n");
  }

  /**
   * A stream's body byte by byte as given, in pieces: each piece is one chunk and one write.
   *
   * @param body what the chunks hold together; not copied
   * @param cutEvery size of a piece in bytes, 1 or more; the last may be shorter
   */
  static RawStream rawStream(byte[] body, int cutEvery) {
    return new RawStream(null, body, cutEvery, Duration.ZERO);
  }

  /** As {@link #rawStream(byte[], int)}, in UTF-8. */
  static RawStream rawStream(String body, int cutEvery) {
    return rawStream(body.getBytes(UTF_8), cutEvery);
  }

  /**
   * These bytes in place of an HTTP answer, head and all, and then a clean close. For heads that
   * are no HTTP.
   *
   * @param bytes what is put on the wire; not copied
   */
  static RawBytesReply wireBytes(byte[] bytes) {
    return new RawBytesReply(bytes);
  }

  /** The request is read, then the connection is reset (RST). */
  static Reply resetBeforeHead() {
    return NoResponse.RESET;
  }

  /** The request is read, then the connection is closed (FIN) without a byte. */
  static Reply closeBeforeHead() {
    return NoResponse.CLOSE;
  }

  /** The request is read and nothing ever comes, until the peer leaves. */
  static Reply hang() {
    return NoResponse.HANG;
  }

  /** The head of a good answer comes, and then nothing, until the peer leaves. */
  static Reply headThenStall() {
    return new HeadOnlyReply();
  }
}
