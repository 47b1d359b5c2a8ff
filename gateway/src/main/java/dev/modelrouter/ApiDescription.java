package dev.modelrouter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /openapi.json}: the description of the gateway's API (OpenAPI 3.1), a resource with
 * the version filled in. Read when somebody first asks, so that a start does not wait for it. One
 * instance for each event loop.
 */
final class ApiDescription {
  private static final Logger log = LoggerFactory.getLogger(ApiDescription.class);
  private static final String RESOURCE = "/openapi.json";
  private static final String NO_VERSION = "\"version\": \"0.0.0\"";

  private final Vertx vertx;
  private final String version;
  private @Nullable Future<byte[]> text;

  /**
   * A description, not read yet.
   *
   * @param version of the gateway
   */
  ApiDescription(Vertx vertx, String version) {
    this.vertx = vertx;
    this.version = version;
  }

  /** Answers with the description. */
  void serve(Call call) {
    Future<byte[]> known = text;
    if (known == null) {
      known = vertx.executeBlocking(this::read).map(Objects::requireNonNull);
      text = known;
    }
    known.onComplete(
        read -> call.json(200, read, null),
        failure -> {
          log.atError().setCause(failure).log("the build lacks the API's description");
          call.empty(500);
        });
  }

  private byte[] read() throws IOException {
    try (InputStream in = ApiDescription.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("there is no resource " + RESOURCE);
      }
      return new String(in.readAllBytes(), UTF_8)
          .replace(NO_VERSION, "\"version\": \"" + version + "\"")
          .getBytes(UTF_8);
    }
  }
}
