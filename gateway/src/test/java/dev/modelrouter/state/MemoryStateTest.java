package dev.modelrouter.state;

class MemoryStateTest extends SharedStateContract {

  @Override
  SharedState open() {
    return Waiting.forResult(SharedStates.open(vertx, null, TIMING, "node"));
  }

  @Override
  String expectedMode() {
    return "memory";
  }
}
