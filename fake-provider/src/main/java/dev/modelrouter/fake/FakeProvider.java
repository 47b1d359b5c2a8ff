package dev.modelrouter.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A model provider over real sockets that does what it is told: it answers OpenAI's, Anthropic's,
 * Ollama's and Gemini's chat APIs rightly, or fails in every way a provider can fail. For tests,
 * load and demos.
 *
 * <p>It listens on 127.0.0.1 without TLS. The route chooses the dialect: {@code …/chat/completions}
 * is OpenAI's, {@code …/v1/messages} and {@code …/v1/messages/count_tokens} Anthropic's, {@code
 * …/api/chat} Ollama's, {@code …:generateContent} Gemini's; the same {@link Reply} serves all.
 * Embeddings and other routes, {@code …/responses/{id}} with any method among them, have no words
 * of their own here: script a raw reply. {@code GET …/models}, {@code …/api/tags} and {@code
 * …/api/version} have fixed answers and use up no reply; other routes are 404. All methods may be
 * called from any thread.
 *
 * <p>A peer that closes only its sending side counts as gone, and so does its connection.
 */
public final class FakeProvider implements AutoCloseable {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RequestLog requestLog = new RequestLog();
  private final ReplyPlanner replyPlanner =
      new ReplyPlanner(request -> this.replies.apply(request));
  private final Listener listener;
  private final int port;
  private volatile Function<RecordedRequest, Reply> replies =
      new Script(List.of(Reply.text("Hello", " from", " the", " fake", " provider")));

  private FakeProvider(int port) throws IOException {
    listener = new Listener(port, this::welcome);
    this.port = listener.port();
  }

  /**
   * Starts one on a free port.
   *
   * @throws UncheckedIOException if there is none
   */
  public static FakeProvider start() {
    return start(0);
  }

  /**
   * Starts one on this port.
   *
   * @param port 0 for a free one
   * @throws UncheckedIOException if the port is taken
   */
  public static FakeProvider start(int port) {
    try {
      return new FakeProvider(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port, also while it is not listening. */
  public int port() {
    return port;
  }

  /** The root, without a path and a slash at the end: {@code http://127.0.0.1:4711}. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Answers the next chat requests with these, one each; the last one then repeats for ever. */
  public void script(Reply... inOrder) {
    replies = new Script(List.of(inOrder));
  }

  /** Answers every chat request with this. */
  public void always(Reply reply) {
    replies = _ -> reply;
  }

  /** Answers each chat request with what the function says; it is called from many threads. */
  public void replyBy(Function<RecordedRequest, Reply> function) {
    replies = function;
  }

  /** All requests read so far, the oldest first; only the last 10,000 are kept. */
  public List<RecordedRequest> requests() {
    return requestLog.requests();
  }

  /** Those of {@link #requests} that went to a chat route. */
  public List<RecordedRequest> chatRequests() {
    return requests().stream().filter(request -> Dialect.ofChat(request) != null).toList();
  }

  /** Requests read whose reply is not over: it is over when its last bytes are about to go out. */
  public int openRequests() {
    return requestLog.openExchanges();
  }

  /** Most requests that were ever open at once. */
  public int maxOpenRequests() {
    return requestLog.maxOpenExchanges();
  }

  /** How often the peer closed or reset the connection before the reply was over. */
  public long disconnects() {
    return requestLog.disconnects();
  }

  /** Connections now open, idle ones too. */
  public int openConnections() {
    return requestLog.connections().size();
  }

  /** Connections ever accepted. */
  public long totalConnections() {
    return requestLog.accepted();
  }

  /**
   * Refuses new connections and closes the open ones, so that no pool can still reach it: idle ones
   * at once, the others when their reply is over. {@link #dropConnections} ends those too.
   */
  public void stopListening() {
    listener.stop();
    requestLog.connections().forEach(Connection::retire);
  }

  /**
   * Accepts connections again, on the same port.
   *
   * @throws UncheckedIOException if another process took the port meanwhile
   */
  public void resumeListening() {
    listener.resume();
  }

  /** Closes every connection at once, as a process that dies does. Counts no disconnect. */
  public void dropConnections() {
    requestLog.connections().forEach(Connection::abandon);
  }

  /** Forgets the requests and sets the counts of disconnects and accepted connections to 0. */
  public void reset() {
    requestLog.forget();
  }

  @Override
  public void close() {
    listener.stop();
    threads.shutdown();
    try {
      // Again and again: a connection may be about to take up its next request.
      do {
        dropConnections();
      } while (!threads.awaitTermination(20, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void welcome(Socket guest) {
    Connection connection = new Connection(guest, threads, replyPlanner, requestLog);
    requestLog.connected(connection);
    try {
      threads.execute(connection);
    } catch (RejectedExecutionException closing) {
      connection.abandon();
      requestLog.closed(connection);
    }
  }
}
