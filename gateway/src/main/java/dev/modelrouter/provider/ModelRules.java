package dev.modelrouter.provider;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the requests that a model accepts. What is not known is null, and nothing is
 * changed for it.
 *
 * @param efforts the reasoning efforts it accepts, in the words of {@code reasoning_effort}; empty
 *     for a model that does not reason
 * @param dropParameters parameters it refuses, in the words of OpenAI's chat completions
 * @param tokenLimit the only name of the limit of an answer's tokens that it accepts
 * @param prefill whether it continues a last message of the assistant
 * @param jsonWithTools whether it accepts a JSON format of the answer beside tools
 * @param maxOutputTokens most tokens of an answer
 * @param contextTokens most tokens of prompt and answer together
 */
public record ModelRules(
    @Nullable List<String> efforts,
    List<String> dropParameters,
    @Nullable String tokenLimit,
    @Nullable Boolean prefill,
    @Nullable Boolean jsonWithTools,
    @Nullable Integer maxOutputTokens,
    @Nullable Integer contextTokens) {
  /** Nothing is known. */
  public static final ModelRules UNKNOWN =
      new ModelRules(null, List.of(), null, null, null, null, null);

  public ModelRules {
    efforts = efforts == null ? null : List.copyOf(efforts);
    dropParameters = List.copyOf(dropParameters);
  }

  /** These rules, completed by others where they say nothing; parameters of both are refused. */
  public ModelRules or(ModelRules others) {
    Set<String> drop = new LinkedHashSet<>(dropParameters);
    drop.addAll(others.dropParameters);
    return new ModelRules(
        efforts == null ? others.efforts : efforts,
        new ArrayList<>(drop),
        tokenLimit == null ? others.tokenLimit : tokenLimit,
        prefill == null ? others.prefill : prefill,
        jsonWithTools == null ? others.jsonWithTools : jsonWithTools,
        maxOutputTokens == null ? others.maxOutputTokens : maxOutputTokens,
        contextTokens == null ? others.contextTokens : contextTokens);
  }
}
