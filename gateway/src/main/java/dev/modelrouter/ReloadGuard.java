package dev.modelrouter;

import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.ProviderSettings;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.Settings;
import dev.modelrouter.provider.ProviderDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rejects changes of a configuration that would harm callers of a running gateway. */
final class ReloadGuard {
  private ReloadGuard() {}

  /**
   * Checks whether a configuration may take the place of another.
   *
   * @throws ConfigurationException if the last provider would go, and the demonstration or an
   *     Ollama that nobody configured would answer in its place, or if the gateway would be opened
   */
  static void check(Settings used, Settings changed) {
    boolean providersLost = used.providers().stream().anyMatch(ReloadGuard::remote);
    boolean allLost = used.providers().stream().anyMatch(provider -> !provider.detected());
    if ((providersLost && changed.providers().stream().noneMatch(ReloadGuard::remote))
        || (allLost && changed.providers().stream().allMatch(ProviderSettings::detected))) {
      throw new ConfigurationException(
          "no provider is configured any more, in place of "
              + used.providers().stream()
                  .map(ProviderSettings::id)
                  .collect(Collectors.joining(", "))
              + "; a running gateway does not give up its last provider: restart it to do so");
    }
    if (!used.open() && changed.open()) {
      throw new ConfigurationException(
          "API_KEY is set no more, which would open the gateway to everybody; a running gateway"
              + " does not give up its last key: restart it to do so");
    }
  }

  private static boolean remote(ProviderSettings provider) {
    return !provider.keys().isEmpty() || !provider.id().equals(ProviderDefinition.OLLAMA);
  }

  /** What a change takes away: names of providers and routes. */
  static List<String> removed(Settings used, Settings changed) {
    List<String> removed = new ArrayList<>(names(used));
    removed.removeAll(names(changed));
    return removed;
  }

  private static List<String> names(Settings settings) {
    List<String> names = new ArrayList<>();
    for (ProviderSettings provider : settings.providers()) {
      names.add("provider " + provider.id());
    }
    for (RouteSettings route : settings.routes()) {
      names.add("route " + route.route().name());
    }
    return names;
  }
}
