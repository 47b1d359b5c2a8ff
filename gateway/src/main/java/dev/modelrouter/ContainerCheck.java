package dev.modelrouter;

import dev.modelrouter.config.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to start without a key in a container, where the port is usually published for others.
 * The project's own image says by {@value #OWN_IMAGE} that it is one; other containers are known by
 * the marks of Docker, Podman and Kubernetes, and there a gateway that listens on a loopback
 * address may start, since nobody outside reaches it.
 */
final class ContainerCheck {
  /** Set to 1 or true by the project's image. */
  static final String OWN_IMAGE = "MODELROUTER_CONTAINER";

  private static final String[] FILES = {"/.dockerenv", "/run/.containerenv"};
  private static final String[] VARIABLES = {"container", "KUBERNETES_SERVICE_HOST"};

  private ContainerCheck() {}

  /**
   * Why the gateway must not start here, or null if it may.
   *
   * @param environment the variables of the process
   * @param exists whether there is a file of this path
   */
  static @Nullable String problem(
      Settings settings, Map<String, String> environment, Predicate<String> exists) {
    if (!settings.apiKeys().isEmpty() || settings.access().openInContainer()) {
      return null;
    }
    boolean exposed =
        set(environment, OWN_IMAGE)
            || (!loopback(settings.host()) && inContainer(environment, exists));
    return exposed
        ? "API_KEY is not set, and this is a container: whoever reaches its published port could"
            + " use your providers' keys. Set API_KEY; or, if nobody else can reach the port"
            + " (docker run -p 127.0.0.1:8000:8000), set ALLOW_OPEN=true."
        : null;
  }

  private static boolean inContainer(Map<String, String> environment, Predicate<String> exists) {
    for (String variable : VARIABLES) {
      if (!environment.getOrDefault(variable, "").isBlank()) {
        return true;
      }
    }
    for (String file : FILES) {
      if (exists.test(file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean set(Map<String, String> environment, String variable) {
    return switch (environment.getOrDefault(variable, "").strip().toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      default -> false;
    };
  }

  private static boolean loopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.equals("::1") || host.startsWith("127.");
  }
}
