package dev.modelrouter.config;

/**
 * A key that callers may present.
 *
 * @param name under which the caller's limits are counted and its requests are logged; no secret
 * @param key what is presented
 */
public record ApiKey(String name, Secret key) {
  /** The name of keys that were given none. */
  public static final String UNNAMED = "key";
}
