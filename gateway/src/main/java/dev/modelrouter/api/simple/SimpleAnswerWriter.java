package dev.modelrouter.api.simple;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the body of a {@code /chat} answer: {@code {"text","provider","model","provider_meta"}}.
 *
 * <p>{@code provider_meta} always has {@code model}, {@code tokens_prompt}, {@code
 * tokens_completion} and {@code tokens_total}. The three counts are null when the provider reported
 * none, never 0: a zero is a count. The provider's own facts follow in the order of their names; a
 * fact cannot replace one of the four.
 */
public final class SimpleAnswerWriter {
  private static final Set<String> OWN =
      Set.of("model", "tokens_prompt", "tokens_completion", "tokens_total");
  private static final int EXTRA_CAPACITY = 256;

  private SimpleAnswerWriter() {}

  /** The answer as UTF-8 JSON. */
  public static byte[] write(SimpleAnswer answer) {
    ByteBuilder out = new ByteBuilder(answer.text().length() + EXTRA_CAPACITY);
    out.append("{\"text\":")
        .appendJson(answer.text())
        .append(",\"provider\":")
        .appendJson(answer.provider())
        .append(",\"model\":")
        .appendJson(answer.model())
        .append(",\"provider_meta\":{\"model\":")
        .appendJson(answer.model());
    Usage usage = answer.usage();
    if (usage == null) {
      out.append(",\"tokens_prompt\":null,\"tokens_completion\":null,\"tokens_total\":null");
    } else {
      out.append(",\"tokens_prompt\":")
          .append(Long.toString(usage.input()))
          .append(",\"tokens_completion\":")
          .append(Long.toString(usage.output()))
          .append(",\"tokens_total\":")
          .append(Long.toString(usage.total()));
    }
    appendFacts(out, answer.facts());
    return out.append("}}").take();
  }

  private static void appendFacts(ByteBuilder out, Map<String, Object> facts) {
    if (facts.isEmpty()) {
      return;
    }
    for (Map.Entry<String, Object> fact : new TreeMap<>(facts).entrySet()) {
      if (!OWN.contains(fact.getKey())) {
        out.append(',').appendJson(fact.getKey()).append(':');
        JsonScalar.append(out, fact.getValue());
      }
    }
  }
}
