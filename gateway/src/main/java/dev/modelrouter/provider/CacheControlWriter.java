package dev.modelrouter.provider;

import dev.modelrouter.chat.CacheControl;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the prompt cache marks of a request as {@code cache_control}, or names them as dropped
 * where the provider takes none.
 *
 * @param taken whether the provider takes them
 * @param dropped gets the name of what is left out
 */
public record CacheControlWriter(boolean taken, Set<String> dropped) {
  private static final String NAME = "cache_control";

  /** Whether a part has a mark that is written; where it is not it is named as dropped. */
  public boolean written(ContentPart part) {
    if (part.cache() != null && !taken) {
      dropped.add(NAME);
    }
    return taken && part.cache() != null;
  }

  /** Whether any part of a message has a mark that is written. */
  public boolean written(Message message) {
    boolean any = false;
    for (ContentPart part : message.parts()) {
      any |= written(part);
    }
    return any;
  }

  /** Appends a mark as a field behind others; nothing without a mark or where none are taken. */
  public void write(ByteBuilder out, @Nullable CacheControl mark) {
    if (mark == null) {
      return;
    }
    if (!taken) {
      dropped.add(NAME);
      return;
    }
    out.append(",\"cache_control\":{\"type\":\"ephemeral\"");
    if (mark.ttl() != null) {
      out.append(",\"ttl\":").appendJson(mark.ttl());
    }
    out.append('}');
  }
}
