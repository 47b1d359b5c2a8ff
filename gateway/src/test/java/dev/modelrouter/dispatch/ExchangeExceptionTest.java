package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Role;
import dev.modelrouter.policy.FixedConcurrencyLimiter;
import dev.modelrouter.policy.MemoryBudget;
import dev.modelrouter.policy.QueueingLimiter;
import dev.modelrouter.policy.RetryBudget;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.provider.ScriptedStep;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.routing.Target;
import dev.modelrouter.upstream.UpstreamClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A component that throws, at every place at which an exchange is entered: the exchange ends at
 * once and is accounted for once, its permit comes back, and the next one is served.
 */
class ExchangeExceptionTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ID = "demo";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final FakeRate state = new FakeRate(Duration.ofNanos(1), System::nanoTime);
  private final Listener listener = new Listener();
  private final QueueingLimiter<AttemptAdmission> limiter =
      new QueueingLimiter<>(new FixedConcurrencyLimiter(1), 1);

  /** Where the exception is thrown. */
  private enum At {
    BEGIN,
    CONTENT,
    FLUSH,
    KEEP_ALIVE,
    FULL,
    COMPLETE,
    COMPLETE_AND_CUT_AFTER_FAIL,
    ATTEMPT_STARTED,
    FIRST_TOKEN,
    ATTEMPT_FINISHED,
    PLAY,
    BEGIN_NO_MEMORY,
    CONTENT_NO_MEMORY,
    FLUSH_NO_MEMORY,
    KEEP_ALIVE_NO_MEMORY,
    FULL_NO_MEMORY,
    COMPLETE_NO_MEMORY,
    NOWHERE
  }

  private static void broken(At at, At wanted) {
    if (at == wanted) {
      throw new IllegalStateException("thrown at " + at);
    }
    if (at.name().equals(wanted + "_NO_MEMORY")) {
      throw new OutOfMemoryError("Cannot reserve 65536 bytes of direct buffer memory");
    }
  }

  private static final class Listener implements ExchangeListener {
    private final List<ExchangeOutcome> finished = new CopyOnWriteArrayList<>();
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private volatile At at = At.BEGIN;

    @Override
    public void exchangeStarted(Exchange exchange) {}

    @Override
    public void attemptStarted(Exchange exchange, Target target) {
      broken(at, At.ATTEMPT_STARTED);
    }

    @Override
    public void onFirstToken(Exchange exchange, Target target, long nanos) {
      broken(at, At.FIRST_TOKEN);
    }

    @Override
    public void eventSkipped(Exchange exchange, Target target, String why) {}

    @Override
    public void attemptFinished(
        Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {
      if (!(outcome instanceof AttemptOutcome.Cancelled)) {
        broken(at, At.ATTEMPT_FINISHED);
      }
    }

    @Override
    public void internalError(String id, Throwable bug) {
      bugs.add(bug);
    }

    @Override
    public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {
      finished.add(outcome);
    }
  }

  /** A caller's side that throws at one place. */
  private record Sink(At at, CompletableFuture<String> end) implements AnswerSink {
    @Override
    public boolean shows(ChatEvent.Content piece) {
      return true;
    }

    @Override
    public void begin(Target target, Function<String, String> header) {
      broken(at, At.BEGIN);
    }

    @Override
    public void content(ChatEvent.Content piece) {
      broken(at, At.CONTENT);
    }

    @Override
    public void relay(byte[] bytes, int from, int to) {}

    @Override
    public void flush() {
      broken(at, At.FLUSH);
    }

    @Override
    public void keepAlive() {
      broken(at, At.KEEP_ALIVE);
    }

    @Override
    public boolean full() {
      broken(at, At.FULL);
      return false;
    }

    @Override
    public void onDrain(Runnable resume) {}

    @Override
    public void complete(CompletionSummary completionSummary) {
      broken(at, At.COMPLETE);
      broken(at, At.COMPLETE_AND_CUT_AFTER_FAIL);
      end.complete("complete");
    }

    @Override
    public void fail(GatewayError error) {
      broken(at, At.COMPLETE_AND_CUT_AFTER_FAIL);
      end.complete("failed " + error.code());
    }

    @Override
    public void cut() {
      end.complete("cut");
    }
  }

  private record Player(At at) implements LocalProvider {
    @Override
    public String id() {
      return ID;
    }

    @Override
    public String defaultModel() {
      return "m";
    }

    @Override
    public List<ScriptedStep> play(String model, boolean stream) {
      broken(at, At.PLAY);
      ScriptedStep pause =
          new ScriptedStep.Pause(
              Duration.ofMillis(at.name().startsWith("KEEP_ALIVE") ? 60_000 : 5));
      return List.of(
          new ScriptedStep.Say("one"),
          pause,
          new ScriptedStep.Say("two"),
          new ScriptedStep.End(FinishReason.STOP, null));
    }
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        vertx,
        new UpstreamClient(
            vertx,
            (provider, endpoint) -> {
              throw new IllegalStateException("nothing is sent here");
            },
            "modelrouter/test",
            null,
            () -> {},
            () -> {}),
        state,
        listener,
        System::nanoTime,
        InstantSource.system(),
        () -> 0.5,
        new AnswerMemory(new MemoryBudget(1 << 20)),
        new OutputMemory(new MemoryBudget(1 << 20)),
        WorkerPool.beside(vertx, 1));
  }

  private RoutePolicies conducts() {
    DispatchPolicy policy =
        new DispatchPolicy(
            new Timeouts(LONG, LONG, LONG, false, null, null, LONG, true),
            null,
            new RetryPolicy(0, 0, Duration.ZERO),
            Duration.ofMillis(30),
            false,
            false,
            false,
            false,
            Duration.ZERO,
            5);
    return new RoutePolicies(
        new RoutePolicy(policy, policy, Hedging.off(), RetryBudget.defaultBudget()),
        Map.of(),
        Map.of(ID, limiter),
        Map.of(),
        new BreakerScope(false, false),
        Set.of(),
        new FirstTokenLatencies(),
        false,
        ModelCatalogue.load());
  }

  private String ask(Dispatcher dispatcher, At at) throws Exception {
    Sink sink = new Sink(at, new CompletableFuture<>());
    ChatRequest request =
        new ChatRequest(ModelId.ANY, List.of(new Message(Role.USER, "x")), 9, 1, true);
    RouteDecision.Targets route =
        new RouteDecision.Targets(List.of(new Target(new Player(at), "m", 0)), false);
    context.runOnContext(
        ignored -> {
          listener.at = at;
          dispatcher
              .exchange("id", request, route, sink, conducts(), RequestTimeouts.NONE, false)
              .start();
        });
    return sink.end().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*(NOWHERE|_NO_MEMORY)")
  void exceptionAnywhere_endsItsExchangeAtOnce_andNoOther(At at) throws Exception {
    Dispatcher dispatcher = onLoop();

    String end = ask(dispatcher, at);

    assertThat(end).isIn("failed " + ErrorCode.INTERNAL_ERROR, "cut");
    assertThat(listener.finished).as("accounted for once").hasSize(1);
    assertThat(listener.bugs).as("told once").hasSize(1);
    assertThat(listener.bugs.getFirst()).hasMessageContaining("thrown at");

    assertNextIsServed(dispatcher);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_NO_MEMORY")
  void lackOfMemoryForBuffers_endsItsExchangeAtOnce_asOverload(At at) throws Exception {
    Dispatcher dispatcher = onLoop();

    String end = ask(dispatcher, at);

    assertThat(end).isIn("failed " + ErrorCode.OVERLOADED, "cut");
    assertThat(listener.finished).as("accounted for once").hasSize(1);
    assertThat(listener.bugs).as("no bug of the gateway").isEmpty();
    assertNextIsServed(dispatcher);
  }

  private Dispatcher onLoop() throws Exception {
    CompletableFuture<Dispatcher> made = new CompletableFuture<>();
    context.runOnContext(ignored -> made.complete(dispatcher()));
    return made.get(10, TimeUnit.SECONDS);
  }

  private void assertNextIsServed(Dispatcher dispatcher) throws Exception {
    listener.finished.clear();
    String next = ask(dispatcher, At.NOWHERE);
    assertThat(next).as("the permit is back").isEqualTo("complete");
    assertThat(listener.finished).hasSize(1);
    assertThat(dispatcher.running()).isZero();
  }
}
