package dev.modelrouter.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The listening socket on the loopback address, which can be shut and opened on the same port. */
final class Listener {

  /** Room for a load test that connects all at once. */
  private static final int BACKLOG = 4096;

  private final Executor acceptors;
  private final Consumer<Socket> guests;
  private ServerSocket server;

  Listener(int port, Executor acceptors, Consumer<Socket> guests) throws IOException {
    this.acceptors = acceptors;
    this.guests = guests;
    this.server = open(port);
  }

  synchronized int port() {
    return server.getLocalPort();
  }

  synchronized void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void resume() {
    if (server.isClosed()) {
      try {
        server = open(server.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private ServerSocket open(int port) throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
    acceptors.execute(() -> accept(opened));
    return opened;
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        guests.accept(from.accept());
      } catch (IOException e) {
        // Closed, or a guest who left in the queue: the loop's condition knows which.
      }
    }
  }
}
