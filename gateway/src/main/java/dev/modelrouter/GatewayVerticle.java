package dev.modelrouter;

import dev.modelrouter.api.HttpListener;
import dev.modelrouter.api.ServerCertificate;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.Dispatcher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.function.Function;

/** Everything that lives on one event loop: a door, a request's path, a dispatcher, connections. */
final class GatewayVerticle extends VerticleBase {

  /** The parts of a loop, made on it. */
  record LoopComponents(HttpListener front, Dispatcher dispatcher) {}

  private final Function<Vertx, LoopComponents> assembly;
  private LoopComponents loopComponents;

  @SuppressWarnings("NullAway.Init") // Vert.x calls start() before anything else.
  GatewayVerticle(Function<Vertx, LoopComponents> assembly) {
    this.assembly = assembly;
  }

  @Override
  public Future<?> start() {
    loopComponents = assembly.apply(vertx);
    return loopComponents.front().listen();
  }

  /** The port it listens on. */
  int port() {
    return loopComponents.front().port();
  }

  /** Shows this certificate to whoever connects from now on. Returns whether it is another one. */
  Future<Boolean> use(ServerCertificate certificate) {
    return loopComponents.front().use(certificate);
  }

  /** How many exchanges are under way, asked on the loop itself. */
  Future<Integer> running() {
    return onLoop(() -> loopComponents.dispatcher().running());
  }

  /** Ends all exchanges with this error. */
  Future<Integer> abortAll(GatewayError error) {
    return onLoop(
        () -> {
          loopComponents.dispatcher().abortAll(error);
          return 0;
        });
  }

  private Future<Integer> onLoop(java.util.function.IntSupplier question) {
    io.vertx.core.Promise<Integer> answer = io.vertx.core.Promise.promise();
    context.runOnContext(ignored -> answer.complete(question.getAsInt()));
    return answer.future();
  }
}
