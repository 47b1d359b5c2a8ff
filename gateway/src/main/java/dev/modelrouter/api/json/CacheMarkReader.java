package dev.modelrouter.api.json;

import dev.modelrouter.chat.CacheControl;
import org.jspecify.annotations.Nullable;

/** Reads the {@code cache_control} of a content part, a message or a tool. */
public final class CacheMarkReader {
  private static final String NAME = "cache_control";

  private CacheMarkReader() {}

  /** The mark that an object bears, or null. */
  public static @Nullable CacheControl of(JsonPlace object) {
    JsonPlace mark = object.field(NAME);
    return mark.isNull() ? null : new CacheControl(mark.field("ttl").optionalText());
  }
}
