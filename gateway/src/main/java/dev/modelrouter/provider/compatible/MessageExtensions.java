package dev.modelrouter.provider.compatible;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Fields of messages and tools beyond OpenAI's own that this gateway gives to callers, or that
 * callers send for one provider: signed thoughts and prompt cache marks. Most providers refuse
 * them, and a signature is of use to its maker only.
 */
final class MessageExtensions {
  /** A prompt cache mark. */
  static final String CACHE = "cache_control";

  private static final Set<String> ALL = Set.of(CACHE, "reasoning_details", "extra_content");

  private MessageExtensions() {}

  /** Those that a provider does not take. */
  static Set<String> without(List<String> taken) {
    Set<String> refused = new HashSet<>(ALL);
    taken.forEach(refused::remove);
    return Set.copyOf(refused);
  }
}
