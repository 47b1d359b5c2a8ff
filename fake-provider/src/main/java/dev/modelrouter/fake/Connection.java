package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection: its requests are answered one after the other. Its thread does all the
 * reading; while a reply is under way, it waits for the peer's next byte, or its farewell.
 */
final class Connection implements Runnable {

  private final Socket socket;
  private final Executor performers;
  private final Function<RecordedRequest, Performance> director;
  private final Ledger ledger;
  private volatile @Nullable Exchange current;
  private volatile boolean retired;

  Connection(
      Socket socket,
      Executor performers,
      Function<RecordedRequest, Performance> director,
      Ledger ledger) {
    this.socket = socket;
    this.performers = performers;
    this.director = director;
    this.ledger = ledger;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      RequestReader reader = new RequestReader(socket.getInputStream(), out);
      try {
        serve(reader, out);
      } catch (ProtocolException wrong) {
        String head = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(ISO_8859_1));
      }
    } catch (IOException | InterruptedException | RejectedExecutionException gone) {
      // The peer left between two requests or in the middle of one: there is nobody to tell.
      // Or the provider is closing.
    } finally {
      ledger.closed(this);
    }
  }

  private void serve(RequestReader reader, OutputStream out)
      throws IOException, InterruptedException {
    while (reader.awaitByte()) {
      RecordedRequest request = reader.next();
      Exchange exchange = new Exchange(request, socket, out, ledger);
      ledger.received(request);
      ledger.begun(exchange);
      current = exchange;
      performers.execute(() -> perform(exchange, request));
      if (!reader.awaitByte()) {
        exchange.peerLeft();
        return;
      }
      exchange.awaitOver();
    }
  }

  private void perform(Exchange exchange, RecordedRequest request) {
    exchange.run(director.apply(request));
    if (retired) {
      abandon();
    }
  }

  /** Closes the connection, whatever it is doing. */
  void abandon() {
    Exchange exchange = current;
    if (exchange != null) {
      exchange.abandon();
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no more use either way.
    }
  }

  /** Closes the connection as soon as no reply is under way. */
  void retire() {
    retired = true;
    Exchange exchange = current;
    if (exchange == null || exchange.isOver()) {
      abandon();
    }
  }
}
