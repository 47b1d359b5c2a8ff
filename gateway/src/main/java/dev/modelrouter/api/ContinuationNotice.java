package dev.modelrouter.api;

import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.List;

/** Tells callers who went on with an answer that another provider began. */
public final class ContinuationNotice {
  private final List<String> providers = new ArrayList<>(0);

  /** Appends a comment between two server-sent events. */
  public static void comment(ByteBuilder out, String provider) {
    out.append(": x-modelrouter continued by ").append(provider).append("\n\n");
  }

  /** Notes one, for a dialect without comments. */
  public void add(String provider) {
    providers.add(provider);
  }

  /** Appends the field that names all of them, a comma before it; nothing where there is none. */
  public void appendField(ByteBuilder out) {
    String before = ",\"x_modelrouter\":{\"continued_by\":[";
    for (String provider : providers) {
      out.append(before).appendJson(provider);
      before = ",";
    }
    if (!providers.isEmpty()) {
      out.append("]}");
    }
  }
}
