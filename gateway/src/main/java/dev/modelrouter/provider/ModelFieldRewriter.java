package dev.modelrouter.provider;

import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.wire.ByteBuilder;

/**
 * A caller's body in which the model has the name that the provider knows; all else is as it was.
 */
public final class ModelFieldRewriter {
  private static final int EXTRA_CAPACITY = 32;

  private ModelFieldRewriter() {}

  /** Notes the change among others. */
  public static void rename(BodyEdits edits, RewritableFields body, String model) {
    if (body.modelFrom() < 0) {
      edits.insert(body.open(), "\"model\":");
      edits.replaceString(body.open(), body.open(), model);
      if (!body.empty()) {
        edits.insert(body.open(), ",");
      }
    } else {
      edits.replaceString(body.modelFrom(), body.modelTo(), model);
    }
  }

  /** The bytes for a provider. */
  public static byte[] of(RewritableFields body, String model) {
    byte[] bytes = body.bytes();
    ByteBuilder out = new ByteBuilder(bytes.length + model.length() + EXTRA_CAPACITY);
    if (body.modelFrom() < 0) {
      out.append(bytes, 0, body.open()).append("\"model\":").appendJson(model);
      out.append(body.empty() ? "" : ",").append(bytes, body.open(), bytes.length);
    } else {
      out.append(bytes, 0, body.modelFrom()).appendJson(model);
      out.append(bytes, body.modelTo(), bytes.length);
    }
    return out.take();
  }
}
