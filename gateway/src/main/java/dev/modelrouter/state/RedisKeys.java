package dev.modelrouter.state;

/**
 * The names of what the nodes keep in Redis. What one script needs together has the same hash tag,
 * but for the look at all providers.
 */
final class RedisKeys {
  static final String CHECK = "modelrouter:check";
  static final String NODES = "modelrouter:nodes";
  static final String STREAMS = "modelrouter:streams";

  private RedisKeys() {}

  static String caller(String caller) {
    return "modelrouter:caller:{" + caller + "}:rate";
  }

  static String cooldown(String provider) {
    return "modelrouter:provider:{" + provider + "}:cooldown";
  }

  static String calls(String provider) {
    return "modelrouter:provider:{" + provider + "}:calls";
  }

  static String rate(String provider) {
    return "modelrouter:provider:{" + provider + "}:rate";
  }
}
