package dev.modelrouter.state;

/**
 * The names of what the nodes keep in Redis. What one script needs together has the same hash tag,
 * but for the look at all providers.
 */
final class RedisKeys {
  static final String CHECK = "modelrouter:check";
  static final String NODES = "modelrouter:nodes";
  static final String STREAMS = "modelrouter:streams";

  private static final String PROVIDERS = "modelrouter:provider:{";
  private static final String CIRCUIT = "}:cooldown";

  private RedisKeys() {}

  static String caller(String caller) {
    return "modelrouter:caller:{" + caller + "}:rate";
  }

  static String circuit(String provider) {
    return PROVIDERS + provider + CIRCUIT;
  }

  /** A pattern for the cooldowns of a provider's keys, addresses and models. */
  static String circuitsBelow(String provider) {
    return PROVIDERS + provider + "[/#@!]*" + CIRCUIT;
  }

  /** Whose cooldown it is. */
  static String nameOfCircuit(String key) {
    return key.substring(PROVIDERS.length(), key.length() - CIRCUIT.length());
  }

  static String calls(String provider) {
    return "modelrouter:provider:{" + provider + "}:calls";
  }

  static String rate(String provider) {
    return "modelrouter:provider:{" + provider + "}:rate";
  }
}
