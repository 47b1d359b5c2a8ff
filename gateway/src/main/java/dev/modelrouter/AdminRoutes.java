package dev.modelrouter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.HttpEdge;
import dev.modelrouter.config.Secret;
import dev.modelrouter.routing.Member;
import dev.modelrouter.state.SharedState;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What operators may do while the gateway runs. There only where they set a key of their own. */
final class AdminRoutes {
  private static final String PREFIX = "/admin/providers/";
  private static final String RESET = "/reset";
  private static final byte[] NO_KEY =
      "{\"detail\":\"Send ADMIN_KEY as a bearer token.\"}".getBytes(UTF_8);
  private static final byte[] NOBODY =
      "{\"detail\":\"There is no provider of this name; GET /health lists them.\"}".getBytes(UTF_8);

  private final Authenticator operator;
  private final Supplier<List<Member>> members;
  private final SharedState state;

  private AdminRoutes(Authenticator operator, Supplier<List<Member>> members, SharedState state) {
    this.operator = operator;
    this.members = members;
    this.state = state;
  }

  /**
   * The routes; none without a key.
   *
   * @param members everybody who can be asked
   */
  static List<HttpEdge.Route> of(
      @Nullable Secret key, Supplier<List<Member>> members, SharedState state) {
    if (key == null) {
      return List.of();
    }
    AdminRoutes routes = new AdminRoutes(new Authenticator(key.reveal()), members, state);
    return List.of(new HttpEdge.Route(HttpMethod.POST, PREFIX + "{id}" + RESET, routes::reset));
  }

  /** Takes a provider back into use, on all nodes, whatever is held against it. */
  private void reset(Call call) {
    call.bodyRead();
    call.readOn();
    if (operator.caller(call.request()) == null) {
      call.response().putHeader("www-authenticate", "Bearer");
      call.json(401, NO_KEY, null);
      return;
    }
    String path = String.valueOf(call.request().path());
    String id = path.substring(PREFIX.length(), path.length() - RESET.length());
    if (members.get().stream().noneMatch(member -> member.id().equals(id))) {
      call.json(404, NOBODY, null);
      return;
    }
    state.reset(id);
    call.empty(204);
  }
}
