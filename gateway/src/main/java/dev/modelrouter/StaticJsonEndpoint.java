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
 * A JSON document that comes with the gateway and is answered as it is, but for the version, which
 * is filled in: {@code GET /openapi.json} and {@code GET /config-schema.json}. Read when somebody
 * first asks, so that a start does not wait for it. One instance for each event loop.
 */
final class StaticJsonEndpoint {
  private static final Logger log = LoggerFactory.getLogger(StaticJsonEndpoint.class);
  private static final String NO_VERSION = "\"version\": \"0.0.0\"";

  private final Vertx vertx;
  private final String resource;
  private final String version;
  private @Nullable Future<byte[]> text;

  /**
   * A document, not read yet.
   *
   * @param resource where it is
   * @param version of the gateway
   */
  StaticJsonEndpoint(Vertx vertx, String resource, String version) {
    this.vertx = vertx;
    this.resource = resource;
    this.version = version;
  }

  /** Its path, which is that of its resource. */
  String path() {
    return resource;
  }

  /** Answers with it. */
  void serve(Call call) {
    Future<byte[]> known = text;
    if (known == null) {
      known = vertx.executeBlocking(this::read).map(Objects::requireNonNull);
      text = known;
    }
    call.when(
        known,
        read -> call.json(200, read, null),
        failure -> {
          log.atError().setCause(failure).log("the build lacks {}", resource);
          call.empty(500);
        });
  }

  private byte[] read() throws IOException {
    try (InputStream in = StaticJsonEndpoint.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("there is no resource " + resource);
      }
      return new String(in.readAllBytes(), UTF_8)
          .replace(NO_VERSION, "\"version\": \"" + version + "\"")
          .getBytes(UTF_8);
    }
  }
}
