package dev.modelrouter;

import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.api.gemini.ActionPath;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All paths that the gateway answers, and who answers for each. */
final class HttpRouteTable implements HttpRequestRouter.RouteLookup {

  /** Paths that begin and end so, with something between. */
  private record PathPattern(
      String prefix, String suffix, List<HttpRequestRouter.HttpRoute> httpRoutes) {
    boolean fits(String path) {
      return path.length() > prefix.length() + suffix.length()
          && path.startsWith(prefix)
          && path.endsWith(suffix);
    }
  }

  private final List<HttpRequestRouter.HttpRoute> all;
  private final Map<String, List<HttpRequestRouter.HttpRoute>> exact = new HashMap<>();
  private final List<PathPattern> pathPatterns = new ArrayList<>();

  /**
   * A table.
   *
   * @param httpRoutes whose label is their path; one part of it may be a name in braces, which
   *     stands for anything, slashes too. Of two paths that fit the first counts, whatever the
   *     method
   */
  HttpRouteTable(List<HttpRequestRouter.HttpRoute> httpRoutes) {
    all = List.copyOf(httpRoutes);
    Map<String, List<HttpRequestRouter.HttpRoute>> paths = new LinkedHashMap<>();
    for (HttpRequestRouter.HttpRoute httpRoute : httpRoutes) {
      paths.computeIfAbsent(httpRoute.label(), label -> new ArrayList<>()).add(httpRoute);
    }
    paths.forEach(
        (label, methods) -> {
          int open = label.indexOf('{');
          if (open < 0) {
            exact.put(label, List.copyOf(methods));
          } else {
            String suffix = label.substring(label.indexOf('}') + 1);
            pathPatterns.add(
                new PathPattern(label.substring(0, open), suffix, List.copyOf(methods)));
          }
        });
  }

  /** Every route. */
  List<HttpRequestRouter.HttpRoute> all() {
    return all;
  }

  /** Those that ask a provider for an answer. */
  List<HttpRequestRouter.HttpRoute> asking() {
    return all.stream().filter(httpRoute -> httpRoute.method().equals(HttpMethod.POST)).toList();
  }

  @Override
  public List<HttpRequestRouter.HttpRoute> of(String path) {
    List<HttpRequestRouter.HttpRoute> found = exact.get(path);
    return found == null ? fitting(ActionPath.of(path)) : found;
  }

  private List<HttpRequestRouter.HttpRoute> fitting(String path) {
    for (int i = 0; i < pathPatterns.size(); i++) {
      PathPattern pathPattern = pathPatterns.get(i);
      if (pathPattern.fits(path)) {
        return pathPattern.httpRoutes();
      }
    }
    return List.of();
  }
}
