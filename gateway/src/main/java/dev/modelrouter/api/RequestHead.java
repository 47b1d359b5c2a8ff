package dev.modelrouter.api;

import dev.modelrouter.wire.HeaderText;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;

/**
 * Checks the head of a request, once for all that is made of it. On HTTP/1.1 its framing, where
 * another reader could see another end, host or header (RFC 9112, 3.2, 5.1 and 6.3; the decoder has
 * refused the rest). On HTTP/2 the characters of its fields, which HTTP/2 does not look at (RFC
 * 9113, 8.2.1).
 */
final class RequestHead {
  private static final String CHUNKED = "chunked";

  private RequestHead() {}

  /** Whether the request may be dealt with. */
  static boolean isValid(HttpServerRequest request) {
    String target = request.uri();
    if (target == null || target.isEmpty() || !HeaderText.isTarget(target)) {
      return false;
    }
    HttpVersion version = request.version();
    return version == HttpVersion.HTTP_2
        ? hasValidFields(request.headers())
        : version != null && isFramed(request.headers(), version == HttpVersion.HTTP_1_1);
  }

  private static boolean hasValidFields(MultiMap headers) {
    for (Map.Entry<String, String> header : headers) {
      if (!HeaderText.isName(header.getKey()) || !HeaderText.isValue(header.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFramed(MultiMap headers, boolean current) {
    int hosts = headers.getAll(HttpHeaders.HOST).size();
    if (hosts > 1 || (current && hosts == 0) || headers.contains("")) {
      return false;
    }
    // A value that had been folded has a blank in it.
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (length != null && !isNumber(length)) {
      return false;
    }
    if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
      return true;
    }
    List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    return current
        && length == null
        && codings.size() == 1
        && codings.getFirst().equalsIgnoreCase(CHUNKED);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
