package dev.modelrouter.decision;

import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.routing.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place for how one exchange ended. */
final class OutcomeBuffer {
  private static final long UNKNOWN = -1;

  private String status = "";
  private @Nullable String provider;
  private @Nullable String model;
  private @Nullable String error;
  private List<String> continuedFrom = List.of();
  private long inputTokens;
  private long outputTokens;
  private double tookMillis;

  void fill(Exchange exchange) {
    DecisionRecord.Outcome ended = DecisionRecord.outcome(exchange);
    Target target = exchange.target();
    status = ended.status();
    provider = ended.provider();
    String name = ended.model();
    // The same name, but not another copy of it for each answer.
    model = name != null && target != null && name.equals(target.model()) ? target.model() : name;
    error = ended.error();
    continuedFrom = ended.continuedFrom();
    inputTokens = number(ended.inputTokens());
    outputTokens = number(ended.outputTokens());
    tookMillis = ended.tookMillis();
  }

  private static long number(@Nullable Long tokens) {
    return tokens == null ? UNKNOWN : tokens;
  }

  private static @Nullable Long number(long tokens) {
    return tokens == UNKNOWN ? null : (Long) tokens;
  }

  DecisionRecord.Outcome outcome() {
    return new DecisionRecord.Outcome(
        status,
        provider,
        model,
        error,
        continuedFrom,
        number(inputTokens),
        number(outputTokens),
        tookMillis);
  }
}
