package dev.modelrouter.routing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A public name and where requests for it may go.
 *
 * @param name what callers ask for
 * @param strategy in which order the targets are asked
 * @param targets where it leads, at least one
 * @param routeLimits how often all of them together may be asked by it
 * @param policyName what the file says of how its requests are dealt with, in whatever words: part
 *     of what tells one route from another
 */
public record Route(
    NamePattern name,
    Strategy strategy,
    List<RouteTarget> targets,
    RouteLimits routeLimits,
    String policyName) {
  private static final int HASH_BYTES = 6;

  public Route {
    targets = List.copyOf(targets);
  }

  /** A route without limits of its own. */
  public Route(NamePattern name, Strategy strategy, List<RouteTarget> targets) {
    this(name, strategy, targets, RouteLimits.NONE);
  }

  /** A route of whose conduct nothing is said. */
  public Route(
      NamePattern name, Strategy strategy, List<RouteTarget> targets, RouteLimits routeLimits) {
    this(name, strategy, targets, routeLimits, "");
  }

  /**
   * What tells this route from another of the same name: the first twelve hexadecimal digits of the
   * SHA-256 of all it says.
   */
  public String hash() {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
