package dev.modelrouter.routing;

import dev.modelrouter.provider.ModelRules;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model at a provider. What is not known leaves nobody out.
 *
 * @param provider whose
 * @param model its name there; a star in it stands for any characters
 * @param contextTokens most tokens of prompt and answer together; null where unknown
 * @param maxOutputTokens most tokens of an answer; null where unknown
 * @param lacks what it is known not to be able to do
 * @param price what it costs; null where unknown
 * @param reasons whether it is known to reason for a while before its first token
 * @param source where this is from, with its date
 * @param accepts what else is known of the requests that it accepts
 */
public record ModelInfo(
    String provider,
    NamePattern model,
    @Nullable Integer contextTokens,
    @Nullable Integer maxOutputTokens,
    Set<Capability> lacks,
    @Nullable Price price,
    boolean reasons,
    String source,
    ModelRules accepts) {
  public ModelInfo {
    lacks = Set.copyOf(lacks);
  }

  /** A model that is not known to reason, and of whose requests nothing more is known. */
  public ModelInfo(
      String provider,
      NamePattern model,
      @Nullable Integer contextTokens,
      @Nullable Integer maxOutputTokens,
      Set<Capability> lacks,
      @Nullable Price price,
      String source) {
    this(
        provider,
        model,
        contextTokens,
        maxOutputTokens,
        lacks,
        price,
        false,
        source,
        ModelRules.UNKNOWN);
  }

  /** What is known of the requests that it accepts, its limits included. */
  public ModelRules requestRules() {
    return new ModelRules(
        accepts.efforts(),
        accepts.dropParameters(),
        accepts.tokenLimit(),
        accepts.prefill(),
        accepts.jsonWithTools(),
        maxOutputTokens,
        contextTokens);
  }

  /** Why it cannot answer a request, in a few words; null if nothing is known against it. */
  public @Nullable String barred(RoutingInput request) {
    String need = lacks.isEmpty() || request.capabilities().isEmpty() ? null : missing(request);
    if (need != null) {
      return need;
    }
    return contextTokens != null && request.inputTokens() > contextTokens
        ? "about " + request.inputTokens() + " input tokens, its context has " + contextTokens
        : null;
  }

  private @Nullable String missing(RoutingInput request) {
    for (Capability capability : Capability.values()) {
      if (lacks.contains(capability) && request.capabilities().contains(capability)) {
        return "takes no " + capability.wireName();
      }
    }
    return null;
  }

  /** The same model where another sells it: all but the price. */
  ModelInfo soldElsewhere() {
    return new ModelInfo(
        provider, model, contextTokens, maxOutputTokens, lacks, null, reasons, source, accepts);
  }
}
