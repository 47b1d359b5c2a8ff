package dev.modelrouter.state;

/** A node that started while Redis was not there. */
class LostRedisStateTest extends SharedStateContract {

  @Override
  SharedState open(StateTiming timing) {
    String nobody = "redis://127.0.0.1:" + RedisFixture.freePort();
    return Await.forResult(SharedStates.open(vertx, nobody, timing, "node"));
  }

  @Override
  String expectedMode() {
    return "redis lost";
  }
}
