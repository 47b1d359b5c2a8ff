package dev.modelrouter.config;

import java.time.Duration;
import java.util.List;

/**
 * Which requests are let in beside the check of the key, and what callers may see and ask for.
 *
 * @param allowedHosts host names that a gateway without a key answers for, beside the local ones;
 *     {@code *} for all, {@code *.name} for all names below one
 * @param openInContainer whether a gateway in a container may start without a key
 * @param failedKeysPerMinute wrong keys that one address may present a minute; 0 for no limit
 * @param explain whether callers may ask for the routing decision of their own request
 * @param onlyRoutes whether callers may ask for configured routes only
 */
public record AccessSettings(
    List<String> allowedHosts,
    boolean openInContainer,
    int failedKeysPerMinute,
    boolean explain,
    boolean onlyRoutes) {
  /** Longest time that a request waits for Redis where nothing is set. */
  public static final Duration REDIS_TIMEOUT = Duration.ofSeconds(2);

  public AccessSettings {
    allowedHosts = List.copyOf(allowedHosts);
  }
}
