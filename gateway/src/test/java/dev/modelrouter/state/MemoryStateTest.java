package dev.modelrouter.state;

class MemoryStateTest extends SharedStateContract {

  @Override
  SharedState open(StateTiming timing) {
    return Waiting.forResult(SharedStates.open(vertx, null, timing, "node"));
  }

  @Override
  String expectedMode() {
    return "memory";
  }
}
