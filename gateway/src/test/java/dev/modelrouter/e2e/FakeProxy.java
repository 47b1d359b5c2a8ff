package dev.modelrouter.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy. Wherever somebody wants to go, the way leads to one port of this machine: names
 * are never looked up.
 */
final class FakeProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final String authorization;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /**
   * A proxy that runs.
   *
   * @param target the port all ways lead to
   * @param authorization what must stand in the header, or empty
   */
  FakeProxy(int target, String authorization) {
    this.target = target;
    this.authorization = authorization;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = server.accept();
        sockets.add(caller);
        Thread.startVirtualThread(() -> serve(caller));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      StringBuilder head = new StringBuilder();
      InputStream in = caller.getInputStream();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      asked.add(head.substring(0, head.indexOf("\r\n")));
      OutputStream out = caller.getOutputStream();
      if (!head.toString()
          .toLowerCase(Locale.ROOT)
          .contains(authorization.toLowerCase(Locale.ROOT))) {
        out.write(ascii("HTTP/1.1 407 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
        return;
      }
      try (Socket provider = new Socket(InetAddress.getLoopbackAddress(), target)) {
        sockets.add(provider);
        if (head.indexOf("CONNECT ") == 0) {
          out.write(ascii("HTTP/1.1 200 Connected\r\n\r\n"));
        } else {
          // As a forwarding proxy does, but for the absolute form, which servers must take too.
          provider.getOutputStream().write(ascii(head.toString()));
        }
        Thread back = Thread.startVirtualThread(() -> copy(provider, caller));
        copy(caller, provider);
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      // One of the two left.
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // The other direction ends by itself.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** The first line of all that was asked. */
  List<String> asked() {
    return asked;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
