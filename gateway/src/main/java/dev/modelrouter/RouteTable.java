package dev.modelrouter;

import dev.modelrouter.api.HttpEdge;
import dev.modelrouter.api.gemini.ActionPath;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All paths that the gateway answers, and who answers for each. */
final class RouteTable implements HttpEdge.Routes {

  /** Paths that begin and end so, with something between. */
  private record Pattern(String prefix, String suffix, List<HttpEdge.Route> routes) {
    boolean fits(String path) {
      return path.length() > prefix.length() + suffix.length()
          && path.startsWith(prefix)
          && path.endsWith(suffix);
    }
  }

  private final List<HttpEdge.Route> all;
  private final Map<String, List<HttpEdge.Route>> exact = new HashMap<>();
  private final List<Pattern> patterns = new ArrayList<>();

  /**
   * A table.
   *
   * @param routes whose label is their path; one part of it may be a name in braces, which stands
   *     for anything, slashes too. Of two paths that fit the first counts, whatever the method
   */
  RouteTable(List<HttpEdge.Route> routes) {
    all = List.copyOf(routes);
    Map<String, List<HttpEdge.Route>> paths = new LinkedHashMap<>();
    for (HttpEdge.Route route : routes) {
      paths.computeIfAbsent(route.label(), label -> new ArrayList<>()).add(route);
    }
    paths.forEach(
        (label, methods) -> {
          int open = label.indexOf('{');
          if (open < 0) {
            exact.put(label, List.copyOf(methods));
          } else {
            String suffix = label.substring(label.indexOf('}') + 1);
            patterns.add(new Pattern(label.substring(0, open), suffix, List.copyOf(methods)));
          }
        });
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
  public List<HttpEdge.Route> of(String path) {
    List<HttpEdge.Route> found = exact.get(path);
    return found == null ? fitting(ActionPath.of(path)) : found;
  }

  private List<HttpEdge.Route> fitting(String path) {
    for (int i = 0; i < patterns.size(); i++) {
      Pattern pattern = patterns.get(i);
      if (pattern.fits(path)) {
        return pattern.routes();
      }
    }
    return List.of();
  }
}
