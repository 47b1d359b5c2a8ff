package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the requests of one connection, one after the other. A body is of a told length or chunked;
 * a peer that sends {@code Expect: 100-continue} is told to go on.
 */
final class RequestReader {

  private static final int MAX_LINE = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;

  RequestReader(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /**
   * Waits until the peer sends something or leaves, and takes nothing away.
   *
   * @return false if the peer left
   */
  boolean awaitByte() {
    try {
      in.mark(1);
      boolean came = in.read() >= 0;
      in.reset();
      return came;
    } catch (IOException reset) {
      return false;
    }
  }

  /**
   * Reads a request to its last byte.
   *
   * @throws ProtocolException if it is no HTTP
   * @throws IOException if the peer left in the middle
   */
  RecordedRequest next() throws IOException {
    String[] parts = line().split(" ", -1);
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      throw new ProtocolException("no HTTP/1 request line");
    }
    Map<String, String> headers = headers();
    byte[] body = body(headers);
    return new RecordedRequest(parts[0], parts[1], headers, body, System.nanoTime());
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new ProtocolException("a header without a name");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    boolean chunked = headers.getOrDefault("transfer-encoding", "").endsWith("chunked");
    int length = number(headers.getOrDefault("content-length", "0"), 10);
    if ("100-continue".equalsIgnoreCase(headers.get("expect")) && (chunked || length > 0)) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
    }
    return chunked ? chunks() : exactly(length);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(exactly(size));
      if (!line().isEmpty()) {
        throw new ProtocolException("a chunk longer than its size");
      }
    }
    headers(); // The trailers, which nobody asks for.
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    String line = line();
    int extension = line.indexOf(';');
    return number(extension < 0 ? line : line.substring(0, extension), 16);
  }

  private static int number(String text, int radix) throws ProtocolException {
    try {
      return Integer.parseUnsignedInt(text.strip(), radix);
    } catch (NumberFormatException e) {
      throw new ProtocolException("no length: " + text);
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      if (line.size() == MAX_LINE) {
        throw new ProtocolException("a line longer than " + MAX_LINE);
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
