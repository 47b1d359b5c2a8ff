package dev.modelrouter.api.simple;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;

/** The error bodies of the inherited dialect, as UTF-8 JSON under the one key {@code detail}. */
public final class SimpleErrorWriter {
  private static final int EXTRA_CAPACITY = 256;

  private SimpleErrorWriter() {}

  /** {@code {"detail":{"error":CODE,"message":…,"request_id":…}}}: a request that failed. */
  public static byte[] failure(GatewayError error, String requestId) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY).append("{\"detail\":");
    appendObject(out, error, requestId);
    return out.append('}').take();
  }

  /** {@code {"detail":[{"loc":[…],"msg":…,"type":…}]}}: a request with wrong fields (422). */
  public static byte[] invalid(List<FieldError> errors) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY).append("{\"detail\":[");
    for (int i = 0; i < errors.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      appendFieldError(out, errors.get(i));
    }
    return out.append("]}").take();
  }

  /** {@code {"detail":"…"}}: a plain sentence (401, 404, 405). */
  public static byte[] sentence(String sentence) {
    return new ByteBuilder(EXTRA_CAPACITY)
        .append("{\"detail\":")
        .appendJson(sentence)
        .append('}')
        .take();
  }

  /** Appends {@code {"error":CODE,"message":…,"request_id":…}}, on one line. */
  static void appendObject(ByteBuilder out, GatewayError error, String requestId) {
    out.append("{\"error\":")
        .appendJson(error.code().wire())
        .append(",\"message\":")
        .appendJson(error.message())
        .append(",\"request_id\":")
        .appendJson(requestId)
        .append('}');
  }

  private static void appendFieldError(ByteBuilder out, FieldError error) {
    out.append("{\"loc\":[");
    List<Object> loc = error.loc();
    for (int i = 0; i < loc.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      JsonScalar.append(out, loc.get(i));
    }
    out.append("],\"msg\":")
        .appendJson(error.msg())
        .append(",\"type\":")
        .appendJson(error.type())
        .append('}');
  }
}
