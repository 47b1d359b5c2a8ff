package dev.modelrouter.api.responses;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** Asks providers for answers that they made and keep themselves. */
@FunctionalInterface
public interface UpstreamResponseStore {

  /**
   * Asks one.
   *
   * @param path behind {@code /v1/responses}, with its query
   * @return the JSON document that it answers with, or {@link
   *     dev.modelrouter.api.RequestRejectedException}
   */
  Future<byte[]> ask(String provider, HttpMethod method, String path);
}
