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
  private final Function<RecordedRequest, ReplyWriter> director;
  private final RequestLog requestLog;
  private volatile @Nullable ReplyChannel current;
  private volatile boolean retired;

  Connection(
      Socket socket,
      Executor performers,
      Function<RecordedRequest, ReplyWriter> director,
      RequestLog requestLog) {
    this.socket = socket;
    this.performers = performers;
    this.director = director;
    this.requestLog = requestLog;
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
      requestLog.closed(this);
    }
  }

  private void serve(RequestReader reader, OutputStream out)
      throws IOException, InterruptedException {
    while (reader.awaitByte()) {
      RecordedRequest request = reader.next();
      ReplyChannel replyChannel = new ReplyChannel(request, socket, out, requestLog);
      requestLog.received(request);
      requestLog.startedRequests(replyChannel);
      current = replyChannel;
      performers.execute(() -> perform(replyChannel, request));
      if (!reader.awaitByte()) {
        replyChannel.peerLeft();
        return;
      }
      replyChannel.awaitOver();
    }
  }

  private void perform(ReplyChannel replyChannel, RecordedRequest request) {
    replyChannel.run(director.apply(request));
    if (retired) {
      abandon();
    }
  }

  /** Closes the connection, whatever it is doing. */
  void abandon() {
    ReplyChannel replyChannel = current;
    if (replyChannel != null) {
      replyChannel.abandon();
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
    ReplyChannel replyChannel = current;
    if (replyChannel == null || replyChannel.isOver()) {
      abandon();
    }
  }
}
