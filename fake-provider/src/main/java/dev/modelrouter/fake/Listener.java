package dev.modelrouter.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** The listening socket on the loopback address, which can be shut and opened on the same port. */
final class Listener {

  /** Room for a load test that connects all at once. */
  private static final int BACKLOG = 4096;

  private final Consumer<Socket> connections;
  private ServerSocket server;
  private Thread acceptor;

  Listener(int port, Consumer<Socket> guests) throws IOException {
    this.connections = guests;
    this.server = open(port);
    this.acceptor = accepting(server);
  }

  synchronized int port() {
    return server.getLocalPort();
  }

  synchronized void stop() {
    try {
      server.close();
      // A thread inside accept keeps the port until it has woken up.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void resume() {
    if (server.isClosed()) {
      try {
        server = open(server.getLocalPort());
        acceptor = accepting(server);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static ServerSocket open(int port) throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
    return opened;
  }

  private Thread accepting(ServerSocket from) {
    return Thread.startVirtualThread(() -> accept(from));
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        connections.accept(from.accept());
      } catch (IOException e) {
        // Closed, or a guest who left in the queue: the loop's condition knows which.
      }
    }
  }
}
