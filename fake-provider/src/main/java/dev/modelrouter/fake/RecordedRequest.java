package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it reached the provider.
 *
 * @param method such as {@code POST}
 * @param path the request target as sent, with its query
 * @param headers names in lower case; repeated ones are joined with {@code ", "}
 * @param body the body without its framing; not to be changed
 * @param receivedAtNanos {@link System#nanoTime} when the last byte had come
 */
public record RecordedRequest(
    String method, String path, Map<String, String> headers, byte[] body, long receivedAtNanos) {

  /** Copies the headers. */
  public RecordedRequest {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** The body as UTF-8. */
  public String bodyText() {
    return new String(body, UTF_8);
  }

  /** The value of a header, whatever the case of the name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The path without its query. */
  String route() {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  boolean closesConnection() {
    return header("connection").filter("close"::equalsIgnoreCase).isPresent();
  }
}
