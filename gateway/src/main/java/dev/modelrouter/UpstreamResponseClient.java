package dev.modelrouter;

import dev.modelrouter.api.RequestRejectedException;
import dev.modelrouter.api.responses.UpstreamResponseStore;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.routing.ConfiguredProvider;
import dev.modelrouter.upstream.UpstreamClient;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Responses that providers keep: asked of them on one event loop, beside all exchanges. */
final class UpstreamResponseClient implements UpstreamResponseStore {
  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final int OK = 200;

  private final Supplier<List<ConfiguredProvider>> providers;
  private final UpstreamClient upstream;
  private final Duration timeout;

  /**
   * Those of these providers.
   *
   * @param timeout limit for the whole of a provider's answer
   */
  UpstreamResponseClient(
      Supplier<List<ConfiguredProvider>> members, UpstreamClient upstream, Duration timeout) {
    this.providers = members;
    this.upstream = upstream;
    this.timeout = timeout;
  }

  @Override
  public Future<byte[]> ask(String provider, HttpMethod method, String path) {
    for (ConfiguredProvider configured : providers.get()) {
      if (configured.id().equals(provider) && configured.provider() instanceof HttpProvider http) {
        return ask(http, method, Operation.RESPONSE.path() + path);
      }
    }
    return refused(
        GatewayError.of(
            ErrorCode.PROVIDER_UNAVAILABLE, provider + ", which keeps it, is not configured."));
  }

  private Future<byte[]> ask(HttpProvider provider, HttpMethod method, String path) {
    UpstreamClient.RequestTemplate requestTemplate =
        upstream.template(provider.id(), provider.endpoint(), provider.headers(), provider.query());
    return upstream
        .ask(requestTemplate, method, path, timeout, MAX_BYTES)
        .recover(failure -> refused(unreachable(provider.id(), failure)))
        .compose(
            answer ->
                answer.status() == OK
                    ? Future.succeededFuture(answer.body())
                    : refused(provider.classify(answer.status(), answer.header(), answer.body())));
  }

  private static GatewayError unreachable(String provider, Throwable failure) {
    return failure instanceof TimeoutException
        ? GatewayError.of(ErrorCode.TIMEOUT, provider + " did not answer in time.")
        : GatewayError.of(ErrorCode.CONNECTION_ERROR, provider + " could not be reached.");
  }

  private static <T> Future<T> refused(GatewayError error) {
    return Future.failedFuture(RequestRejectedException.because(error));
  }
}
