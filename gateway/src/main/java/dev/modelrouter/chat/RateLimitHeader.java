package dev.modelrouter.chat;

/**
 * One limit of a provider's, as its answer told it: how many requests or tokens the operator's
 * account may have, how many are left, or when there are more.
 *
 * @param name the header's, in lower case: {@code x-ratelimit-…}
 * @param value as it was written; every provider has units of its own
 */
public record RateLimitHeader(String name, String value) {
  /** How the names of all such headers begin. */
  public static final String PREFIX = "x-ratelimit-";
}
