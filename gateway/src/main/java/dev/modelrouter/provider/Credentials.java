package dev.modelrouter.provider;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header that carries a provider's key. */
public final class Credentials {
  /** The scheme of most providers: {@code Authorization: Bearer …}. */
  public static final String BEARER = "bearer";

  /** No key is sent. */
  public static final String NONE = "none";

  private Credentials() {}

  /**
   * The header, or nothing.
   *
   * @param scheme {@link #BEARER}, {@link #NONE}, or the name of a header in lower case
   */
  public static Map<String, String> header(String scheme, @Nullable String key) {
    if (key == null || scheme.equals(NONE)) {
      return Map.of();
    }
    return scheme.equals(BEARER) ? Map.of("authorization", "Bearer " + key) : Map.of(scheme, key);
  }
}
