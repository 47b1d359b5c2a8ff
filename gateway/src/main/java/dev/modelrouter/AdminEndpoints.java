package dev.modelrouter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.AccessKeys;
import dev.modelrouter.api.Authentication;
import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.FailedKeys;
import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.decision.DecisionLog;
import dev.modelrouter.decision.DecisionRecord;
import dev.modelrouter.routing.ConfiguredProvider;
import dev.modelrouter.state.SharedState;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What operators may do while the gateway runs. There only where they set a key of their own. */
final class AdminEndpoints {
  private static final String PREFIX = "/admin/providers/";
  private static final String RESET = "/reset";
  private static final byte[] NO_KEY =
      "{\"detail\":\"Send ADMIN_KEY as a bearer token.\"}".getBytes(UTF_8);
  private static final byte[] TOO_MANY_WRONG_KEYS =
      ("{\"detail\":\"Too many wrong keys came from your address; wait as long as Retry-After"
              + " says.\"}")
          .getBytes(UTF_8);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] FIXED =
      "{\"detail\":\"This gateway was started without files to read.\"}".getBytes(UTF_8);
  private static final String DECISIONS = "/admin/decisions/";
  private static final byte[] FORGOTTEN =
      ("{\"detail\":\"No decision is kept for this request id: it is not over, or too long ago,"
              + " or was made by another node.\"}")
          .getBytes(UTF_8);
  private static final byte[] EMPTY_LIST =
      "{\"detail\":\"There is no provider of this name; GET /health lists them.\"}".getBytes(UTF_8);

  private final Authenticator operator;
  private final Supplier<List<ConfiguredProvider>> providers;
  private final SharedState state;
  private final @Nullable ConfigReloader configReloader;
  private final DecisionLog decisions;

  private AdminEndpoints(
      Authenticator operator,
      Supplier<List<ConfiguredProvider>> members,
      SharedState state,
      @Nullable ConfigReloader configReloader,
      DecisionLog decisions) {
    this.operator = operator;
    this.providers = members;
    this.state = state;
    this.configReloader = configReloader;
    this.decisions = decisions;
  }

  /**
   * The routes; none without a key.
   *
   * @param keys those of operators that are valid now; null where the gateway began without one
   * @param members everybody who can be asked
   * @param configReloader reads the configuration anew; null where it stays as it is
   * @param decisions on the last requests
   */
  static List<HttpRequestRouter.HttpRoute> of(
      @Nullable Supplier<AccessKeys> keys,
      FailedKeys failures,
      Supplier<List<ConfiguredProvider>> members,
      SharedState state,
      @Nullable ConfigReloader configReloader,
      DecisionLog decisions) {
    if (keys == null) {
      return List.of();
    }
    AdminEndpoints routes =
        new AdminEndpoints(
            new Authenticator(keys, failures), members, state, configReloader, decisions);
    return List.of(
        new HttpRequestRouter.HttpRoute(HttpMethod.POST, PREFIX + "{id}" + RESET, routes::reset),
        new HttpRequestRouter.HttpRoute(HttpMethod.POST, "/admin/reload", routes::reload),
        new HttpRequestRouter.HttpRoute(HttpMethod.GET, DECISIONS + "{id}", routes::decision));
  }

  /** Whether an operator calls; answered if not. */
  private boolean allowed(Call call) {
    call.bodyRead();
    call.readOn();
    return switch (operator.authenticate(call, null)) {
      case Authentication.Accepted ignored -> true;
      case Authentication.Denied denied -> {
        deny(call, denied.retryAfter());
        yield false;
      }
    };
  }

  private static void deny(Call call, @Nullable Duration wait) {
    if (wait == null) {
      call.response().putHeader("www-authenticate", "Bearer");
      call.json(401, NO_KEY, null);
    } else {
      call.json(429, TOO_MANY_WRONG_KEYS, wait);
    }
  }

  /** Puts the configuration to use as it is now in its files. */
  private void reload(Call call) {
    if (!allowed(call)) {
      return;
    }
    if (configReloader == null) {
      call.json(409, FIXED, null);
      return;
    }
    call.when(
        configReloader.now(),
        report -> call.json(200, JSON.writeValueAsBytes(report), null),
        failure ->
            call.json(
                422,
                JSON.writeValueAsBytes(
                    Map.of(
                        "detail",
                        "The configuration cannot be used; the old one stays.",
                        "problems",
                        failure instanceof ConfigurationException
                            ? String.valueOf(failure.getMessage()).lines().toList()
                            : List.of("An error of the gateway itself; the log says more."))),
                null));
  }

  /** Tells why a request went where it went. */
  private void decision(Call call) {
    if (!allowed(call)) {
      return;
    }
    String path = call.path();
    DecisionRecord made =
        decisions.find(URLDecoder.decode(path.substring(DECISIONS.length()), UTF_8));
    if (made == null) {
      call.json(404, FORGOTTEN, null);
    } else {
      call.json(200, made.json(), null);
    }
  }

  /**
   * Takes a provider back into use, on all nodes, whatever is held against it, its keys, its
   * addresses or its models.
   */
  private void reset(Call call) {
    if (!allowed(call)) {
      return;
    }
    String path = call.path();
    String id = path.substring(PREFIX.length(), path.length() - RESET.length());
    if (providers.get().stream().noneMatch(provider -> provider.id().equals(id))) {
      call.json(404, EMPTY_LIST, null);
      return;
    }
    state.resetAll(id);
    call.empty(204);
  }
}
