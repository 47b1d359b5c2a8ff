package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.policy.MemoryBudget;
import dev.modelrouter.upstream.UpstreamClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider with one permit for each 300 ms, and those who wait for it on two event loops. */
class RateGateTest {
  private static final Duration WINDOW = Duration.ofMillis(300);

  private final Vertx vertx = Vertx.vertx();
  private final FakeRate state = new FakeRate(WINDOW, System::nanoTime);
  private final List<Loop> loops = List.of(loop(), loop());
  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();

  private record Loop(Context context, Dispatcher dispatcher) {}

  private Loop loop() {
    Context context = ((io.vertx.core.internal.VertxInternal) vertx).createEventLoopContext();
    CompletableFuture<Dispatcher> made = new CompletableFuture<>();
    context.runOnContext(ignored -> made.complete(dispatcher()));
    return new Loop(context, made.join());
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        vertx,
        new UpstreamClient(
            vertx,
            (provider, endpoint) -> {
              throw new IllegalStateException("nobody is asked here");
            },
            "modelrouter/test",
            null,
            () -> {},
            () -> {}),
        state,
        new TargetHistory(System::nanoTime),
        System::nanoTime,
        InstantSource.system(),
        () -> 0.5,
        new AnswerMemory(new MemoryBudget(1)),
        new OutputMemory(new MemoryBudget(1)),
        WorkerPool.beside(vertx, 1));
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Goes to the gate on one of the loops; what it is told is kept under this name. */
  private RateGate go(String name, RateLine line, int priority, Duration patience) {
    Loop loop = loops.get(Math.floorMod(name.hashCode(), loops.size()));
    CompletableFuture<RateGate> made = new CompletableFuture<>();
    loop.context()
        .runOnContext(
            ignored -> {
              RateGate gate =
                  new RateGate(
                      loop.dispatcher(),
                      new RateGate.Name("demo", 1),
                      line,
                      priority,
                      System.nanoTime() + patience.toNanos(),
                      probe -> told.add(name),
                      why -> told.add(name + " " + why.getClass().getSimpleName()));
              gate.go();
              made.complete(gate);
            });
    return made.join();
  }

  private static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void whoFindsTheRateSpent_waitsForAPermit_theImportantFirst_thenTheOldest() {
    RateLine line = new RateLine(10);
    Duration long_ = Duration.ofSeconds(10);
    for (String name : List.of("first", "low 1", "low 2", "high 1", "high 2")) {
      go(name, line, name.startsWith("high") ? 9 : 1, long_);
    }

    eventually(() -> told.size() == 5);

    assertThat(told).containsExactly("first", "high 1", "high 2", "low 1", "low 2");
    assertThat(state.admitted).isEqualTo(5);
    assertThat(line.waiting()).isZero();
    assertThat(state.asked).as("nobody asks again and again").isLessThan(20);
  }

  @Test
  void whoHasNotThePatience_orFindsTheLineFull_isRefusedAtOnce() {
    RateLine line = new RateLine(1);
    go("first", line, 5, Duration.ofSeconds(10));
    go("impatient", line, 5, Duration.ofMillis(20));
    go("waits", line, 5, Duration.ofSeconds(10));
    go("too many", line, 5, Duration.ofSeconds(10));

    eventually(() -> told.size() == 3);
    assertThat(told).containsExactly("first", "impatient Spent", "too many Spent");
    eventually(() -> told.contains("waits"));
  }

  @Test
  void whoHasWaitedInVain_isRefused_andTheOthersGoOn() {
    RateLine line = new RateLine(10);
    go("first", line, 5, Duration.ofSeconds(10));
    go("second", line, 5, Duration.ofSeconds(10));
    go("late", line, 5, WINDOW.plusMillis(150));
    go("third", line, 5, Duration.ofSeconds(10));

    eventually(() -> told.size() == 4);

    assertThat(told).containsExactly("first", "second", "late Spent", "third");
  }

  @Test
  void whoMustMakeRoom_isRefused() {
    RateLine line = new RateLine(1);
    go("first", line, 5, Duration.ofSeconds(10));
    go("low", line, 1, Duration.ofSeconds(10));
    go("high", line, 9, Duration.ofSeconds(10));

    eventually(() -> told.size() == 3);

    assertThat(told).containsExactly("first", "low Spent", "high");
  }

  @Test
  void whoLeaves_isNotServed_andTheLineGoesOn() {
    RateLine line = new RateLine(10);
    go("first", line, 5, Duration.ofSeconds(10));
    RateGate leaving = go("leaving", line, 5, Duration.ofSeconds(10));
    go("next", line, 5, Duration.ofSeconds(10));

    Loop its = loops.get(Math.floorMod("leaving".hashCode(), loops.size()));
    its.context().runOnContext(ignored -> leaving.cancel());
    eventually(() -> told.size() == 3);

    assertThat(told).containsExactly("first", "leaving Spent", "next");
    assertThat(state.admitted).isEqualTo(2);
  }

  @Test
  void whenTheProviderIsPutAway_nobodyWaitsForIt() {
    RateLine line = new RateLine(10);
    List<String> all = new ArrayList<>(List.of("first", "second", "third"));
    all.forEach(name -> go(name, line, 5, Duration.ofSeconds(10)));

    state.away = Duration.ofSeconds(30);
    eventually(() -> told.size() == 3);

    assertThat(told).containsExactly("first", "second Away", "third Away");
    assertThat(line.waiting()).isZero();
  }
}
