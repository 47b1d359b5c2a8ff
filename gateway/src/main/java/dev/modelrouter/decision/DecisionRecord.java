package dev.modelrouter.decision;

import dev.modelrouter.dispatch.AttemptTraceEntry;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.ExchangeOutcome;
import dev.modelrouter.routing.Capability;
import dev.modelrouter.routing.RoutingInput;
import dev.modelrouter.routing.Target;
import dev.modelrouter.routing.TargetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that led one request to its answer. docs/routing.md explains the fields.
 *
 * @param requestId the request's
 * @param at when it was over, as in RFC 3339
 * @param operation what was to be done
 * @param stream whether the caller wanted it piece by piece
 * @param route the name of the route, or null where the configured order or the caller decided
 * @param strategy the route's, or null
 * @param policy the hash of the route as it was, or null
 * @param seed what was drawn by lot depends on it; decimal
 * @param asked what of the request decided; null without a route
 * @param candidates those that might have been asked: first who may be, in that order
 * @param fallbacks those that are asked after them since the request wants it
 * @param notAllowed names it wanted to be asked, which the operator does not let requests bring
 * @param steps what became of them
 * @param notes what else decided, one sentence each: a spent budget, a rate limit passed over
 * @param outcome how it ended
 */
public record DecisionRecord(
    String requestId,
    String at,
    String operation,
    boolean stream,
    @Nullable String route,
    @Nullable String strategy,
    @Nullable String policy,
    @Nullable String seed,
    @Nullable Inputs asked,
    List<CandidateRecord> candidates,
    List<String> fallbacks,
    List<String> notAllowed,
    List<AttemptTraceEntry> steps,
    @Nullable List<String> notes,
    Outcome outcome) {

  /**
   * What of a request decided.
   *
   * @param affinity a number as decimal text, since many readers of JSON cut such numbers
   */
  public record Inputs(
      String model,
      String caller,
      Map<String, String> headers,
      int inputTokens,
      int outputTokens,
      List<String> needs,
      String affinity) {
    static Inputs of(RoutingInput request) {
      return new Inputs(
          request.wanted(),
          request.caller(),
          new TreeMap<>(request.headers()),
          request.inputTokens(),
          request.outputTokens(),
          request.capabilities().stream().sorted().map(Capability::wireName).toList(),
          Long.toString(request.affinity()));
    }
  }

  /**
   * A target as it was seen.
   *
   * @param place its place in the route, from 0
   * @param target its name, {@code provider/model}
   * @param in whether it could be asked
   * @param why if not
   * @param score what the strategy ordered by; less is earlier
   * @param standing what was known of it; null without a route
   */
  public record CandidateRecord(
      int place,
      String target,
      boolean in,
      @Nullable String why,
      double score,
      @Nullable TargetStatus standing) {}

  /**
   * How it ended.
   *
   * @param status {@code answered}, {@code failed}, {@code cancelled} or {@code running}
   * @param provider who answered, or null
   * @param model with what, or null
   * @param error the error's label, or null
   * @param continuedFrom whose text the caller got before another went on
   * @param inputTokens as the provider counted them, or null
   * @param outputTokens as the provider counted them, or null
   * @param tookMillis from begin to end
   */
  public record Outcome(
      String status,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String error,
      List<String> continuedFrom,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      double tookMillis) {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** The record of an exchange as it is now. */
  public static DecisionRecord of(Exchange exchange, Instant now) {
    return Objects.requireNonNull(
        new DecisionBuffer().fill(exchange, now.toEpochMilli()).record(), "just filled");
  }

  static List<CandidateRecord> listed(List<Target> targets) {
    List<CandidateRecord> all = new ArrayList<>();
    for (Target target : targets) {
      all.add(new CandidateRecord(all.size(), target.name(), true, null, all.size(), null));
    }
    return all;
  }

  static Outcome outcome(Exchange exchange) {
    double millis = Math.round(exchange.elapsedNanos() / 1e3) / 1e3;
    List<String> before = exchange.continuedFrom();
    return switch (exchange.outcome()) {
      case ExchangeOutcome.Answered answered -> {
        var usage = answered.completionSummary().usage();
        yield new Outcome(
            "answered",
            answered.completionSummary().provider(),
            answered.completionSummary().model(),
            null,
            before,
            usage == null ? null : usage.input(),
            usage == null ? null : usage.output(),
            millis);
      }
      case ExchangeOutcome.Failed failed ->
          new Outcome(
              "failed", null, null, failed.error().code().label(), before, null, null, millis);
      case ExchangeOutcome.Cancelled ignored ->
          new Outcome("cancelled", null, null, null, before, null, null, millis);
      case null -> new Outcome("running", null, null, null, before, null, null, millis);
    };
  }

  /** The record as JSON, in one line. */
  public byte[] json() {
    return JSON.writeValueAsBytes(this);
  }

  /**
   * Reads such JSON.
   *
   * @throws tools.jackson.core.JacksonException if it is none
   */
  public static DecisionRecord read(String json) {
    return JSON.readValue(json, DecisionRecord.class);
  }
}
