package dev.modelrouter.e2e;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers behind a balancer that sends to each node in turn, and what each of them heard. A request
 * that finds nobody listening goes to the next node; one that was sent is never sent again.
 */
final class LoadBalancer implements AutoCloseable {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  /** How a request ended for its caller. */
  enum End {
    /** A whole answer. */
    PASSED,
    /** The caller's rate is spent. */
    REFUSED,
    /** The connection broke. */
    LOST,
    /** Anything else. */
    WRONG
  }

  /**
   * One request.
   *
   * @param port the node it was sent to
   * @param path what was asked
   * @param began when it was sent, by {@link System#nanoTime}
   * @param ended when its end was known
   * @param what status and body, or the error
   */
  record CallerResult(int port, String path, End end, long began, long ended, String what) {}

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Queue<CallerResult> received = new ConcurrentLinkedQueue<>();
  private volatile long pauseMillis;
  private volatile boolean stopped;

  /**
   * Begins.
   *
   * @param callers how many ask at once, each again and again
   * @param ports of the nodes
   */
  LoadBalancer(int callers, List<Integer> ports) {
    this.ports.addAll(ports);
    for (int i = 0; i < callers; i++) {
      this.callers.execute(this::askAgainAndAgain);
    }
  }

  /** How long each caller waits before it asks again. */
  void pause(Duration between) {
    pauseMillis = between.toMillis();
  }

  /** From now on this node gets its share. */
  void add(int port) {
    ports.add(port);
  }

  /** Nothing new goes to this node. */
  void remove(int port) {
    ports.remove((Integer) port);
  }

  /** What was heard so far, in no order. */
  List<CallerResult> heard() {
    return List.copyOf(received);
  }

  /** How many requests ended this way so far. */
  long count(End end) {
    return received.stream().filter(one -> one.end() == end).count();
  }

  private void askAgainAndAgain() {
    try {
      while (!stopped) {
        ask();
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() throws InterruptedException {
    int number = turn.getAndIncrement();
    List<Integer> now = List.copyOf(ports);
    int port = now.get(number % now.size());
    String path = number % 4 < 2 ? "/chat" : "/stream";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(ASK))
            .build();
    long began = System.nanoTime();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      String what = answer.statusCode() + " " + answer.body();
      received.add(new CallerResult(port, path, end(path, answer), began, System.nanoTime(), what));
    } catch (ConnectException e) {
      // It was never sent.
      ask();
    } catch (IOException e) {
      received.add(new CallerResult(port, path, End.LOST, began, System.nanoTime(), e.toString()));
    }
  }

  private static End end(String path, HttpResponse<String> answer) {
    String whole = path.equals("/chat") ? "\"text\":\"ok\"" : "data: ok\n\ndata: [DONE]\n\n";
    return switch (answer.statusCode()) {
      case 200 -> answer.body().contains(whole) ? End.PASSED : End.WRONG;
      case 429 -> answer.body().contains("RATE_LIMIT") ? End.REFUSED : End.WRONG;
      default -> End.WRONG;
    };
  }

  /** Lets the requests end that are on their way, and sends no more. */
  void stop() {
    stopped = true;
    callers.close();
  }

  @Override
  public void close() {
    stop();
    client.close();
  }
}
