package dev.modelrouter.fake;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reply that is one status and one body of known length: errors, and 200s that are no answer.
 *
 * @param status HTTP status
 * @param headers headers beyond content type and length, as written
 * @param code the error's code in the default body; null for the one usual with the status
 * @param message the error's text in the default body; null for a plain one
 * @param contentType null for JSON
 * @param body null for the dialect's error body
 * @param beforeHead pause before the head
 */
public record StatusReply(
    int status,
    Map<String, String> headers,
    @Nullable String code,
    @Nullable String message,
    @Nullable String contentType,
    byte @Nullable [] body,
    Duration beforeHead)
    implements Reply {

  /** Copies the headers. */
  public StatusReply {
    headers = Map.copyOf(headers);
  }

  /** The same with one more header, such as {@code Retry-After}. */
  public StatusReply header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new StatusReply(status, more, code, message, contentType, body, beforeHead);
  }

  /** The same after this pause. */
  public StatusReply beforeHead(Duration pause) {
    return new StatusReply(status, headers, code, message, contentType, body, pause);
  }
}
