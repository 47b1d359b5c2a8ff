package dev.modelrouter.api.json;

import dev.modelrouter.chat.CacheControl;
import org.jspecify.annotations.Nullable;

/** Reads the {@code cache_control} of a content part, a message or a tool. */
public final class CacheControlReader {
  private static final String NAME = "cache_control";

  private CacheControlReader() {}

  /** The mark that an object bears, or null. */
  public static @Nullable CacheControl of(LocatedJson object) {
    LocatedJson mark = object.field(NAME);
    return mark.isNull() ? null : new CacheControl(mark.field("ttl").optionalText());
  }
}
