package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two nodes under load while one of them, or their Redis, dies and comes back. */
class TwoNodesTest {
  private static final int LIMIT = 2_000;

  /** One percent. */
  private static final int OFF = LIMIT / 100;

  private static final StateTiming TIMING =
      new StateTiming(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofMillis(50));

  /** Whose limit it is. */
  enum Rate {
    CALLER(state -> state.admitCaller("caller", LIMIT).map(wait -> wait == null)),
    PROVIDER(
        state ->
            state
                .admitProvider("groq", LIMIT)
                .map(result -> result instanceof AdmissionResult.Admitted));

    private final Function<SharedState, Future<Boolean>> ask;

    Rate(Function<SharedState, Future<Boolean>> ask) {
      this.ask = ask;
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final RedisFixture redis = new RedisFixture(vertx);
  private SharedState one;
  private SharedState two;

  @BeforeEach
  void open() {
    one = node("one");
    two = node("two");
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    Await.forResult(vertx.close());
    redis.close();
  }

  @ParameterizedTest
  @EnumSource(Rate.class)
  void aNodeThatIsKilledAndRestartedChangesNothing(Rate rate) {
    int passed = load(rate, 800);
    List<Future<Boolean>> last = asked(rate, two, OFF / 2);
    two.close();
    for (Future<Boolean> answer : last) {
      passed += Await.forResult(answer) ? 1 : 0;
    }
    for (int i = 0; i < 300; i++) {
      passed += Await.forResult(rate.ask.apply(one)) ? 1 : 0;
    }
    two = node("two again");
    passed += load(rate, LIMIT);

    assertThat(passed).isBetween(LIMIT - OFF, LIMIT + OFF);
  }

  @ParameterizedTest
  @EnumSource(Rate.class)
  void whileRedisIsGoneTheNodesTogetherKeepTheLimit(Rate rate) {
    nodesKnowEachOther(rate);
    int passed = 2 + load(rate, 600);
    redis.stop();
    bothAre("redis lost");
    passed += load(rate, LIMIT);

    assertThat(passed).isBetween(LIMIT - OFF, LIMIT + OFF);
  }

  @ParameterizedTest
  @EnumSource(Rate.class)
  void aRedisThatComesBackEmptyIsReportedWhatHasPassed(Rate rate) {
    nodesKnowEachOther(rate);
    int passed = 2 + load(rate, 600);
    redis.stop();
    bothAre("redis lost");
    passed += load(rate, 600);
    redis.start();
    bothAre("redis");
    passed += load(rate, LIMIT);

    assertThat(passed).isBetween(LIMIT - OFF, LIMIT + OFF);
  }

  /** Each has heard of the other; takes two permits. */
  private void nodesKnowEachOther(Rate rate) {
    assertThat(Await.forResult(rate.ask.apply(one))).isTrue();
    assertThat(Await.forResult(rate.ask.apply(two))).isTrue();
    long threeChecks = System.nanoTime() + 3 * TIMING.redisCheck().toNanos();
    Await.until("three checks have passed", () -> System.nanoTime() - threeChecks > 0);
  }

  private void bothAre(String mode) {
    Await.until(mode, () -> one.mode().equals(mode) && two.mode().equals(mode));
  }

  /** Asks both nodes so many times in all, fifty at once: how many passed. */
  private int load(Rate rate, int times) {
    int passed = 0;
    for (int i = 0; i < times; i += 50) {
      List<Future<Boolean>> answers = asked(rate, one, 25);
      answers.addAll(asked(rate, two, 25));
      for (Future<Boolean> answer : answers) {
        passed += Await.forResult(answer) ? 1 : 0;
      }
    }
    return passed;
  }

  private static List<Future<Boolean>> asked(Rate rate, SharedState node, int times) {
    List<Future<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(rate.ask.apply(node));
    }
    return answers;
  }

  private SharedState node(String name) {
    return Await.forResult(SharedStates.open(vertx, redis.url(), TIMING, name));
  }
}
