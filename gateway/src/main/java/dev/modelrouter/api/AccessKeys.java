package dev.modelrouter.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that grant access, each with the name of its caller. Several may be valid at once, so
 * that a key can be rotated without an outage.
 */
public final class AccessKeys {
  /** Access without a key. */
  public static final AccessKeys OPEN = new AccessKeys(true, List.of());

  /** No access at all. */
  public static final AccessKeys CLOSED = new AccessKeys(false, List.of());

  private record Entry(byte[] key, Authentication.Accepted caller) {}

  private final boolean open;
  private final List<Entry> entries;

  private AccessKeys(boolean open, List<Entry> entries) {
    this.open = open;
    this.entries = List.copyOf(entries);
  }

  /** These keys and one more. */
  public AccessKeys and(String key, String caller) {
    List<Entry> all = new ArrayList<>(entries);
    all.add(new Entry(key.getBytes(StandardCharsets.UTF_8), new Authentication.Accepted(caller)));
    return new AccessKeys(false, all);
  }

  /** Whether no key is needed. */
  public boolean open() {
    return open;
  }

  /**
   * The caller that a key belongs to, or null. The time it takes tells neither where a wrong key
   * differs from a right one nor which of the keys matched.
   */
  Authentication.@Nullable Accepted caller(String presented) {
    byte[] bytes = presented.getBytes(StandardCharsets.UTF_8);
    Authentication.Accepted caller = null;
    for (int i = 0; i < entries.size(); i++) {
      if (MessageDigest.isEqual(entries.get(i).key(), bytes) && caller == null) {
        caller = entries.get(i).caller();
      }
    }
    return caller;
  }
}
