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
class RateLimitAdmissionTest {
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
        new TargetStats(System::nanoTime),
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
  private RateLimitAdmission go(String name, RateLimitQueue queue, int priority, Duration timeout) {
    Loop loop = loops.get(Math.floorMod(name.hashCode(), loops.size()));
    CompletableFuture<RateLimitAdmission> made = new CompletableFuture<>();
    loop.context()
        .runOnContext(
            ignored -> {
              RateLimitAdmission gate =
                  new RateLimitAdmission(
                      loop.dispatcher(),
                      new RateLimitAdmission.RateKey("demo", 1),
                      queue,
                      priority,
                      System.nanoTime() + timeout.toNanos(),
                      probe -> told.add(name),
                      reason -> told.add(name + " " + reason.getClass().getSimpleName()));
              gate.start();
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
    RateLimitQueue queue = new RateLimitQueue(10);
    Duration long_ = Duration.ofSeconds(10);
    for (String name : List.of("first", "low 1", "low 2", "high 1", "high 2")) {
      go(name, queue, name.startsWith("high") ? 9 : 1, long_);
    }

    eventually(() -> told.size() == 5);

    assertThat(told).containsExactly("first", "high 1", "high 2", "low 1", "low 2");
    assertThat(state.admitted).isEqualTo(5);
    assertThat(queue.waiting()).isZero();
    assertThat(state.asked).as("nobody asks again and again").isLessThan(20);
  }

  @Test
  void whoHasNotThePatience_orFindsTheLineFull_isRefusedAtOnce() {
    RateLimitQueue queue = new RateLimitQueue(1);
    go("first", queue, 5, Duration.ofSeconds(10));
    go("impatient", queue, 5, Duration.ofMillis(20));
    go("waits", queue, 5, Duration.ofSeconds(10));
    go("too many", queue, 5, Duration.ofSeconds(10));

    eventually(() -> told.size() == 3);
    assertThat(told).containsExactly("first", "impatient RateLimited", "too many RateLimited");
    eventually(() -> told.contains("waits"));
  }

  @Test
  void whoHasWaitedInVain_isRefused_andTheOthersGoOn() {
    RateLimitQueue queue = new RateLimitQueue(10);
    go("first", queue, 5, Duration.ofSeconds(10));
    go("second", queue, 5, Duration.ofSeconds(10));
    go("late", queue, 5, WINDOW.plusMillis(150));
    go("third", queue, 5, Duration.ofSeconds(10));

    eventually(() -> told.size() == 4);

    assertThat(told).containsExactly("first", "second", "late RateLimited", "third");
  }

  @Test
  void whoMustMakeRoom_isRefused() {
    RateLimitQueue queue = new RateLimitQueue(1);
    go("first", queue, 5, Duration.ofSeconds(10));
    go("low", queue, 1, Duration.ofSeconds(10));
    go("high", queue, 9, Duration.ofSeconds(10));

    eventually(() -> told.size() == 3);

    assertThat(told).containsExactly("first", "low RateLimited", "high");
  }

  @Test
  void whoLeaves_isNotServed_andTheLineGoesOn() {
    RateLimitQueue queue = new RateLimitQueue(10);
    go("first", queue, 5, Duration.ofSeconds(10));
    RateLimitAdmission leaving = go("leaving", queue, 5, Duration.ofSeconds(10));
    go("next", queue, 5, Duration.ofSeconds(10));

    Loop its = loops.get(Math.floorMod("leaving".hashCode(), loops.size()));
    its.context().runOnContext(ignored -> leaving.cancel());
    eventually(() -> told.size() == 3);

    assertThat(told).containsExactly("first", "leaving RateLimited", "next");
    assertThat(state.admitted).isEqualTo(2);
  }

  @Test
  void whenTheProviderIsOpened_nobodyWaitsForIt() {
    RateLimitQueue queue = new RateLimitQueue(10);
    List<String> all = new ArrayList<>(List.of("first", "second", "third"));
    all.forEach(name -> go(name, queue, 5, Duration.ofSeconds(10)));

    state.away = Duration.ofSeconds(30);
    eventually(() -> told.size() == 3);

    assertThat(told).containsExactly("first", "second CircuitOpen", "third CircuitOpen");
    assertThat(queue.waiting()).isZero();
  }
}
