package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Choice;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How exchanges behave, by route.
 *
 * @param usual of those that no route leads
 * @param routes by their names
 */
public record Conducts(Conduct usual, Map<String, Conduct> routes) {
  public Conducts {
    routes = Map.copyOf(routes);
  }

  /** All alike. */
  public Conducts(Conduct usual) {
    this(usual, Map.of());
  }

  Conduct of(@Nullable Choice choice) {
    return choice == null ? usual : routes.getOrDefault(choice.route().name().text(), usual);
  }
}
