package dev.modelrouter.state;

class MemoryStateTest extends SharedStateContract {

  @Override
  SharedState open(StateTiming timing) {
    return Await.forResult(SharedStates.open(vertx, null, timing, "node"));
  }

  @Override
  String expectedMode() {
    return "memory";
  }
}
