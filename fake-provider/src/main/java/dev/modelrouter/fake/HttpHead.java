package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Map;

/**
 * The head of an answer.
 *
 * @param status HTTP status
 * @param contentType the header's value
 * @param length length of the body in bytes; -1 for a chunked body
 * @param more further headers
 */
record HttpHead(int status, String contentType, long length, Map<String, String> more) {

  static HttpHead chunked(String contentType) {
    return new HttpHead(200, contentType, -1, Map.of("Cache-Control", "no-cache"));
  }

  static HttpHead ofLength(String contentType, long length) {
    return new HttpHead(200, contentType, length, Map.of());
  }

  byte[] bytes(boolean closesConnection) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason()).append("\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\n");
    if (length < 0) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else {
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    more.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (closesConnection) {
      head.append("Connection: close\r\n");
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  private String reason() {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      default -> "Scripted";
    };
  }
}
