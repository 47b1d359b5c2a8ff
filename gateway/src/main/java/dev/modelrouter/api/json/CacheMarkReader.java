package dev.modelrouter.api.json;

import dev.modelrouter.chat.CacheMark;
import org.jspecify.annotations.Nullable;

/** Reads the {@code cache_control} of a content part, a message or a tool. */
public final class CacheMarkReader {
  private static final String NAME = "cache_control";

  private CacheMarkReader() {}

  /** The mark that an object bears, or null. */
  public static @Nullable CacheMark of(JsonPlace object) {
    JsonPlace mark = object.field(NAME);
    return mark.isNull() ? null : new CacheMark(mark.field("ttl").optionalText());
  }
}
