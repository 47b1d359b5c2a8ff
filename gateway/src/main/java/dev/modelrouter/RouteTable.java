package dev.modelrouter;

import dev.modelrouter.api.HttpEdge;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All paths that the gateway answers, and who answers for each. */
final class RouteTable implements HttpEdge.Routes {

  /** Paths that begin and end so, with something between. */
  private record Pattern(String prefix, String suffix, HttpEdge.Route route) {
    boolean fits(String path) {
      return path.length() > prefix.length() + suffix.length()
          && path.startsWith(prefix)
          && path.endsWith(suffix);
    }
  }

  private final List<HttpEdge.Route> all;
  private final Map<String, HttpEdge.Route> exact = new HashMap<>();
  private final List<Pattern> patterns = new ArrayList<>();

  /**
   * A table.
   *
   * @param routes whose label is their path; one part of it may be a name in braces, which stands
   *     for anything, slashes too. Of two that fit the first counts
   */
  RouteTable(List<HttpEdge.Route> routes) {
    all = List.copyOf(routes);
    for (HttpEdge.Route route : routes) {
      String label = route.label();
      int open = label.indexOf('{');
      if (open < 0) {
        exact.put(label, route);
      } else {
        String suffix = label.substring(label.indexOf('}') + 1);
        patterns.add(new Pattern(label.substring(0, open), suffix, route));
      }
    }
  }

  /** Every route. */
  List<HttpEdge.Route> all() {
    return all;
  }

  /** Those that ask a provider for an answer. */
  List<HttpEdge.Route> asking() {
    return all.stream().filter(route -> route.method().equals(HttpMethod.POST)).toList();
  }

  @Override
  public HttpEdge.@Nullable Route find(@Nullable String path, HttpMethod method) {
    if (path == null) {
      return null;
    }
    HttpEdge.Route found = exact.get(path);
    if (found != null) {
      return found;
    }
    for (int i = 0; i < patterns.size(); i++) {
      Pattern pattern = patterns.get(i);
      if (pattern.fits(path)) {
        found = found == null ? pattern.route() : found;
        if (takes(pattern.route(), method)) {
          return pattern.route();
        }
      }
    }
    return found;
  }

  private static boolean takes(HttpEdge.Route route, HttpMethod method) {
    return route.method().equals(method)
        || (method.equals(HttpMethod.HEAD) && route.method().equals(HttpMethod.GET));
  }
}
