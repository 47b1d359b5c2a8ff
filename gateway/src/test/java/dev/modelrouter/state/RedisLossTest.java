package dev.modelrouter.state;

import static dev.modelrouter.state.SharedStateContract.parallel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.state.AdmissionResult.Admitted;
import dev.modelrouter.state.AdmissionResult.BreakerOpen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node does while its Redis dies, hangs, refuses, and comes back. */
class RedisLossTest {
  private static final StateTiming TIMING =
      new StateTiming(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          Duration.ofMillis(250),
          Duration.ofMillis(100));

  private final RecordingLog log = new RecordingLog();
  private final Vertx vertx = Vertx.vertx();
  private final RedisFixture redis = new RedisFixture(vertx);
  private final List<SharedState> opened = new ArrayList<>();
  private SharedState state;

  @BeforeEach
  void openState() {
    state = open(redis.url());
    assertThat(state.mode()).isEqualTo("redis");
  }

  @AfterEach
  void stopAll() {
    opened.forEach(SharedState::close);
    Await.forResult(vertx.close());
    redis.close();
    log.close();
  }

  @Test
  void whenTheServerDiesUnderLoadNoRequestFailsAndTheNodeGoesOnAlone() {
    List<Future<?>> asked = new ArrayList<>();
    Thread killer = Thread.ofPlatform().start(redis::stop);
    while (killer.isAlive() || state.mode().equals("redis")) {
      asked.add(state.admitProvider("groq", 1_000_000));
      asked.add(state.admitCaller("caller", 1_000_000));
      asked.add(state.openStream("stream " + asked.size(), 1_000_000));
      Await.until("not too many at once", () -> asked.getLast().isComplete());
    }
    asked.forEach(Await::forResult);

    assertThat(parallel(100, () -> state.admitCaller("new", 60)).stream().filter(Objects::isNull))
        .hasSize(60);
    assertThat(state.mode()).isEqualTo("redis lost");
  }

  @Test
  void whenTheServerHangsTheFirstRequestsWaitForTheLimitAndTheNextNotAtAll() {
    redis.send(Command.CLIENT, "PAUSE", "3000", "ALL");
    long started = System.nanoTime();
    assertThat(parallel(100, () -> state.admitProvider("groq", 60)))
        .filteredOn(v -> v instanceof Admitted)
        .hasSize(60);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
    assertThat(state.mode()).isEqualTo("redis lost");

    for (int i = 0; i < 100; i++) {
      assertThat(state.admitProvider("openai", 60).isComplete()).isTrue();
    }
    Await.until("back", () -> state.mode().equals("redis"));
  }

  @Test
  void lossAndReturnAreLoggedOnceEach() {
    assertThat(ours()).isEmpty();
    redis.stop();
    Await.until("lost", () -> state.mode().equals("redis lost"));
    long fiveChecks = System.nanoTime() + 5 * TIMING.redisCheck().toNanos();
    Await.until("five checks have passed", () -> System.nanoTime() - fiveChecks > 0);
    assertThat(ours()).singleElement().asString().startsWith("WARN Redis at redis://127.0.0.1:");

    redis.start();
    Await.until("back", () -> state.mode().equals("redis"));
    Await.until("told", () -> ours().size() == 2);
    assertThat(ours().getLast()).startsWith("INFO Redis at").contains("is back");
  }

  @Test
  void aPasswordThatIsWrongIsALossThatDoesNotShowIt() {
    redis.send(Command.CONFIG, "SET", "requirepass", "right");
    SharedState locked = open(redis.url().replace("//", "//:wr0ng@"));
    assertThat(locked.mode()).isEqualTo("redis lost");
    assertThat(ours()).singleElement().asString().contains("WRONGPASS").doesNotContain("wr0ng");
    SharedState entered = open(redis.url().replace("//", "//:right@"));
    assertThat(entered.mode()).isEqualTo("redis");
  }

  @Test
  void aServerThatTakesNoWritesIsALossUntilItDoes() {
    redis.send(Command.REPLICAOF, "127.0.0.1", "1");
    assertThat(Await.forResult(state.admitProvider("groq", 5))).isEqualTo(new Admitted(false));
    assertThat(state.mode()).isEqualTo("redis lost");
    redis.send(Command.REPLICAOF, "NO", "ONE");
    Await.until("back", () -> state.mode().equals("redis"));
    Await.until("told", () -> ours().size() == 2);
  }

  @Test
  void aNodeThatStartsWithoutRedisFindsItLater() {
    redis.stop();
    SharedState early = open(redis.url());
    assertThat(early.mode()).isEqualTo("redis lost");
    assertThat(Await.forResult(early.admitCaller("caller", 1))).isNull();
    redis.start();
    Await.until("found", () -> early.mode().equals("redis"));
  }

  @Test
  void whatTheNodeSawInRedisHoldsAfterTheLoss() {
    SharedState other = open(redis.url());
    state.peek("openai", 0);
    state.failed("groq", null);
    other.failed("openai", null);
    Await.until("seen here", () -> state.peek("openai", 0) instanceof BreakerOpen);
    assertThat(Await.forResult(state.admitCaller("caller", 1))).isNull();
    assertThat(Await.forResult(state.openStream("stream", 1))).isTrue();

    redis.stop();
    Await.until("lost", () -> state.mode().equals("redis lost"));

    assertThat(Await.forResult(state.admitProvider("groq", 0))).isInstanceOf(BreakerOpen.class);
    assertThat(Await.forResult(state.admitProvider("openai", 0))).isInstanceOf(BreakerOpen.class);
    assertThat(Await.forResult(state.admitCaller("caller", 1))).isPositive();
    assertThat(Await.forResult(state.openStream("next", 1))).isFalse();
    state.closeStream("stream");
    assertThat(Await.forResult(state.openStream("next", 1))).isTrue();
  }

  @Test
  void whatTheNodeSawAloneHoldsForAllWhenAnEmptyRedisIsBack() {
    assertThat(Await.forResult(state.openStream("before", 3))).isTrue();
    redis.stop();
    Await.until("lost", () -> state.mode().equals("redis lost"));
    state.failed("groq", null);
    assertThat(Await.forResult(state.openStream("alone", 3))).isTrue();
    redis.start();
    Await.until("back", () -> state.mode().equals("redis"));

    SharedState other = open(redis.url());
    assertThat(Await.forResult(other.admitProvider("groq", 0))).isInstanceOf(BreakerOpen.class);
    assertThat(state.peek("groq", 0)).isInstanceOf(BreakerOpen.class);
    assertThat(Await.forResult(other.openStream("third", 3))).isTrue();
    assertThat(Await.forResult(other.openStream("fourth", 3))).isFalse();
    state.closeStream("before");
    state.closeStream("alone");
    Await.until("room", () -> Await.forResult(other.openStream("fourth", 3)));
    assertThat(Await.forResult(other.openStream("fifth", 3))).isTrue();
    assertThat(Await.forResult(other.openStream("sixth", 3))).isFalse();
  }

  @Test
  void aResetWhileTheNodeIsAloneHoldsForAllOnceRedisIsBack() {
    state.failed("groq", null);
    state.failed("openai", null);
    assertThat(Await.forResult(state.admitProvider("groq", 0))).isInstanceOf(BreakerOpen.class);
    redis.send(Command.CLIENT, "PAUSE", "1000", "ALL");
    state.admitCaller("caller", 1);
    Await.until("lost", () -> state.mode().equals("redis lost"));
    state.reset("groq");
    assertThat(Await.forResult(state.admitProvider("groq", 0))).isEqualTo(new Admitted(false));
    Await.until("back", () -> state.mode().equals("redis"));

    SharedState other = open(redis.url());
    assertThat(Await.forResult(other.admitProvider("groq", 0))).isEqualTo(new Admitted(false));
    assertThat(Await.forResult(state.admitProvider("groq", 0))).isEqualTo(new Admitted(false));
    assertThat(Await.forResult(other.admitProvider("openai", 0))).isInstanceOf(BreakerOpen.class);
  }

  private List<String> ours() {
    return log.lines().stream().filter(line -> line.contains("Redis at")).toList();
  }

  private SharedState open(String url) {
    SharedState fresh =
        Await.forResult(SharedStates.open(vertx, url, TIMING, "node " + opened.size()));
    opened.add(fresh);
    return fresh;
  }
}
