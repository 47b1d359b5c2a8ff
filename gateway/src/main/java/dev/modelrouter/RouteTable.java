package dev.modelrouter;

import dev.modelrouter.api.HttpEdge;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All paths that the gateway answers, and who answers for each. */
final class RouteTable implements HttpEdge.Routes {
  private final List<HttpEdge.Route> all;
  private final Map<String, HttpEdge.Route> exact;
  private final HttpEdge.Route model;

  /**
   * A table.
   *
   * @param exact routes whose label is their path
   * @param model the route of one model, whose id may hold slashes
   */
  RouteTable(List<HttpEdge.Route> exact, HttpEdge.Route model) {
    this.all = Stream.concat(exact.stream(), Stream.of(model)).toList();
    this.exact =
        exact.stream()
            .collect(Collectors.toUnmodifiableMap(HttpEdge.Route::label, Function.identity()));
    this.model = model;
  }

  /** Every route. */
  List<HttpEdge.Route> all() {
    return all;
  }

  @Override
  public HttpEdge.@Nullable Route find(@Nullable String path) {
    if (path == null) {
      return null;
    }
    HttpEdge.Route found = exact.get(path);
    return found == null && path.startsWith(ModelRoutes.PREFIX) ? model : found;
  }
}
