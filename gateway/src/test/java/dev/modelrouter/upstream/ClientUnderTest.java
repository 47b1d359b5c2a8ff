package dev.modelrouter.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A client on an event loop of its own, that must have no open call when it is closed. */
final class ClientUnderTest implements AutoCloseable {
  static final UpstreamTransport PLAIN =
      new UpstreamTransport(100, Duration.ofSeconds(5), false, null);
  static final UpstreamTransport HTTP2 =
      new UpstreamTransport(1, Duration.ofSeconds(5), true, null);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicInteger open = new AtomicInteger();
  private final UpstreamClient client;
  private final UpstreamClient.RequestTemplate requestTemplate;

  ClientUnderTest(int port, UpstreamTransport transport) {
    client =
        new UpstreamClient(
            vertx,
            (provider, endpoint) -> transport,
            "modelrouter/test",
            null,
            open::incrementAndGet,
            open::decrementAndGet);
    requestTemplate = template(port);
  }

  private UpstreamClient.RequestTemplate template(int port) {
    return template(new Endpoint(false, "127.0.0.1", port, ""), Map.of("x-key", "k"));
  }

  private UpstreamClient.RequestTemplate template(Endpoint endpoint, Map<String, String> headers) {
    return client.template("groq", endpoint, headers);
  }

  /** Sends a request to another place, with these headers. */
  RecordingListener send(Endpoint endpoint, Map<String, String> headers) {
    RecordingListener listener = new RecordingListener(() -> {});
    OutboundRequest request = new OutboundRequest("/chat", new byte[] {'x'});
    context.runOnContext(ignored -> client.send(template(endpoint, headers), request, listener));
    return listener;
  }

  /** Sends a request with this body to another port of this machine. */
  RecordingListener send(int port, String body) {
    RecordingListener listener = new RecordingListener(() -> {});
    send(port, body, listener);
    return listener;
  }

  /** The same; this listener hears the rest. */
  void send(int port, String body, UpstreamListener listener) {
    OutboundRequest request = new OutboundRequest("/chat", body.getBytes(StandardCharsets.UTF_8));
    context.runOnContext(ignored -> client.send(template(port), request, listener));
  }

  /** How many calls are open. */
  int open() {
    return open.get();
  }

  Vertx vertx() {
    return vertx;
  }

  /** Sends a request; the listener hears the rest. */
  RecordingListener send() {
    return sending().listener();
  }

  /** A request under way, and who hears the rest. */
  record Sent(UpstreamCall call, RecordingListener listener) {}

  /** Sends a request that may be given up. */
  Sent sending() {
    return sending(() -> {});
  }

  /** The same; on the client's loop {@code atEnd} runs when the answer is whole. */
  Sent sending(Runnable atEnd) {
    return sending(new RecordingListener(atEnd), ignored -> {});
  }

  /** Sends a request whose answer is not read behind its head. */
  Sent pausedAtHead() {
    AtomicReference<UpstreamCall> call = new AtomicReference<>();
    return sending(new RecordingListener(() -> call.get().pause(), () -> {}), call::set);
  }

  private Sent sending(RecordingListener listener, Consumer<UpstreamCall> started) {
    CompletableFuture<Sent> sent = new CompletableFuture<>();
    context.runOnContext(
        ignored -> {
          byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
          UpstreamCall call =
              client.send(requestTemplate, new OutboundRequest("/chat", body), listener);
          started.accept(call);
          sent.complete(new Sent(call, listener));
        });
    return sent.join();
  }

  /** Sends a request whose listener is prepared before anything comes. */
  RecordingListener sending(
      AtomicReference<UpstreamCall> call, Consumer<RecordingListener> prepare) {
    RecordingListener listener = new RecordingListener(() -> {});
    prepare.accept(listener);
    onLoop(
        () ->
            call.set(
                client.send(
                    requestTemplate,
                    new OutboundRequest("/chat", "{}".getBytes(StandardCharsets.US_ASCII)),
                    listener)));
    return listener;
  }

  /** Sends a request and gives it up at once. */
  void sendAndCancel() {
    cancel(sending());
  }

  /** Gives a request up. */
  void cancel(Sent sent) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        ignored -> {
          sent.call().cancel();
          done.complete(null);
        });
    done.join();
  }

  /** Does this on the client's loop. */
  void onLoop(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        ignored -> {
          task.run();
          done.complete(null);
        });
    done.join();
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws Exception {
    eventually("no call is open", () -> open.get() == 0);
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
