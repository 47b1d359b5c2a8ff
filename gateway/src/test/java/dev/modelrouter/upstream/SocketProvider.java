package dev.modelrouter.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider at the level of sockets, to misbehave in a chosen instant. */
final class SocketProvider implements AutoCloseable {
  /** What is done with one connection, the first is number 1; the connection is closed after it. */
  interface Behaviour {
    void serve(int number, Connection connection) throws Exception;
  }

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  SocketProvider(Behaviour behaviour) {
    this(InetAddress.getLoopbackAddress(), behaviour);
  }

  SocketProvider(InetAddress address, Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      server = new ServerSocket(0, 50, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /** One of the gateway's connections. */
  final class Connection {
    private final Socket socket;
    private final InputStream in;
    private String head = "";

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Reads a whole request; false at the connection's end. */
    boolean request() throws IOException {
      return body() != null;
    }

    /** Reads a whole request and returns its body; null at the connection's end. */
    String body() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        head.append((char) next);
      }
      this.head = head.toString();
      String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
      int at = lower.indexOf("content-length: ") + "content-length: ".length();
      byte[] body = in.readNBytes(Integer.parseInt(lower.substring(at, lower.indexOf('\r', at))));
      requests.incrementAndGet();
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The head of the last request. */
    String head() {
      return head;
    }

    void answer(String body) throws IOException {
      write("HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    }

    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    void chunk(byte[] bytes) throws IOException {
      write(Integer.toHexString(bytes.length) + "\r\n");
      write(bytes);
      write("\r\n");
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        int number = connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(number, socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(int number, Socket socket) {
    try (socket) {
      behaviour.serve(number, new Connection(socket));
    } catch (Exception e) {
      // The gateway left first.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
