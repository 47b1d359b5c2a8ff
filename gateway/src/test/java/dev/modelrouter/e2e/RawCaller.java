package dev.modelrouter.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A caller over a bare socket, who can send half of things and leave at any moment. */
final class RawCaller implements AutoCloseable {
  private final Socket socket = new Socket();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  RawCaller(int port) {
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends these bytes as they are. */
  RawCaller send(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a whole request. */
  RawCaller post(String path, String body) {
    return send(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + GatewayUnderTest.KEY
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /** Reads until this text comes; returns all that was read. */
  String readUntil(String text) {
    byte[] buffer = new byte[16 * 1024];
    String tail = soFar();
    try {
      socket.setSoTimeout(10_000);
      InputStream in = socket.getInputStream();
      while (!tail.contains(text)) {
        int n = in.read(buffer);
        if (n < 0) {
          throw new AssertionError("the gateway closed before '" + text + "': " + soFar());
        }
        read.write(buffer, 0, n);
        String more = tail + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        tail = more.substring(Math.max(0, more.length() - n - text.length()));
      }
      return soFar();
    } catch (IOException e) {
      throw new AssertionError("waiting for '" + text + "', had: " + soFar(), e);
    }
  }

  /** Reads a chunked answer to its last chunk. */
  String readUntilEnd() {
    byte[] buffer = new byte[16 * 1024];
    byte[] end = "\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    try {
      socket.setSoTimeout(30_000);
      InputStream in = socket.getInputStream();
      byte[] last = new byte[0];
      int n;
      while ((n = in.read(buffer)) >= 0) {
        read.write(buffer, 0, n);
        byte[] joined = java.util.Arrays.copyOf(last, last.length + n);
        System.arraycopy(buffer, 0, joined, last.length, n);
        int keep = Math.min(joined.length, end.length);
        last = java.util.Arrays.copyOfRange(joined, joined.length - keep, joined.length);
        if (java.util.Arrays.equals(last, end)) {
          return soFar();
        }
      }
      throw new AssertionError("the gateway closed before the end: " + soFar());
    } catch (IOException e) {
      throw new AssertionError("had: " + soFar(), e);
    }
  }

  /** Reads until the gateway closes; fails if it does not within this time. */
  String readToEnd(int millis) {
    byte[] buffer = new byte[16 * 1024];
    try {
      socket.setSoTimeout(millis);
      InputStream in = socket.getInputStream();
      int n;
      while ((n = in.read(buffer)) >= 0) {
        read.write(buffer, 0, n);
      }
      return soFar();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the gateway keeps the connection open, had: " + soFar());
    } catch (IOException e) {
      // A reset is an end too.
      return soFar();
    }
  }

  /** Stops reading: only the socket's buffers take more. */
  Socket socket() {
    return socket;
  }

  private String soFar() {
    return read.toString(StandardCharsets.UTF_8);
  }

  /** Leaves without a word. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
