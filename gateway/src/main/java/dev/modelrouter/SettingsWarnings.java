package dev.modelrouter;

import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.Settings;
import dev.modelrouter.routing.RouteTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what an operator can hardly have meant, though it can be used. */
final class SettingsWarnings {
  private SettingsWarnings() {}

  /** One sentence each, without a full stop. */
  static List<String> of(Settings settings) {
    Set<String> configured = new HashSet<>();
    settings.providers().forEach(provider -> configured.add(provider.id()));
    if (settings.chaos() != null) {
      configured.add("chaos");
    }
    List<String> warnings = new ArrayList<>();
    for (RouteSettings route : settings.routes()) {
      List<RouteTarget> targets = route.route().targets();
      if (targets.stream().noneMatch(target -> configured.contains(target.provider()))) {
        warnings.add(
            "no target of the route '"
                + route.route().name()
                + "' is configured: set the keys of "
                + targets.stream()
                    .map(RouteTarget::provider)
                    .distinct()
                    .collect(Collectors.joining(", "))
                + ", or take the route out");
      }
    }
    return warnings;
  }
}
