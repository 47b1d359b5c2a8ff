package dev.modelrouter.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A small blocking HTTP/1.1 client on one kept connection, for one thread. Hostile callers use its
 * {@link #write} to send what no proper client would.
 */
final class WireClient implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 60_000;

  /**
   * A response that was read to its end.
   *
   * @param status HTTP status
   * @param body the body without its framing, as UTF-8
   */
  record Response(int status, String body) {}

  private final int port;
  private final Socket socket = new Socket();
  private final InputStream in;

  /**
   * Connects to this port of 127.0.0.1.
   *
   * @param receiveBuffer bytes of the socket's receive buffer, 0 for the system's default
   */
  WireClient(int port, int receiveBuffer) throws IOException {
    this.port = port;
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
  }

  /** Sends these bytes as they are. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Sends the head and the body of a POST. */
  void post(String path, String key, String moreHeaders, byte[] body) throws IOException {
    write(head(path, key, moreHeaders, body.length));
    write(body);
  }

  /** The head of a POST whose body has this length. */
  byte[] head(String path, String key, String moreHeaders, long length) {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nAuthorization: Bearer "
            + key
            + "\r\nContent-Type: application/json\r\n"
            + moreHeaders
            + "Content-Length: "
            + length
            + "\r\n\r\n";
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads one response to its end; informational ones are skipped. */
  Response read() throws IOException {
    int status;
    long length;
    boolean chunked;
    do {
      String statusLine = line();
      status = Integer.parseInt(statusLine.split(" ", 3)[1]);
      length = -1;
      chunked = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Long.parseLong(lower.substring("content-length:".length()).strip());
        } else if (lower.startsWith("transfer-encoding:")) {
          chunked = true;
        }
      }
    } while (status < 200);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (chunked) {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.write(exactly(size));
        line();
      }
      line();
    } else if (length >= 0) {
      body.write(exactly((int) length));
    } else {
      in.transferTo(body);
    }
    return new Response(status, body.toString(StandardCharsets.UTF_8));
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the connection ended in the middle of a body");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended in the middle of a head");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
