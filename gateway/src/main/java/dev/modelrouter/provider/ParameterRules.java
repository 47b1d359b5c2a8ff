package dev.modelrouter.provider;

import dev.modelrouter.chat.TextOnlyOutline;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells which parameters a provider or its model refuses, and which of them may go unnamed. */
public final class ParameterRules {
  /** Values that mean the same as the parameter's absence. */
  private static final Map<String, Set<String>> DEFAULTS =
      Map.of(
          "temperature", Set.of("1", "1.0"),
          "top_p", Set.of("1", "1.0"),
          "frequency_penalty", Set.of("0", "0.0"),
          "presence_penalty", Set.of("0", "0.0"),
          "n", Set.of("1"),
          "logprobs", Set.of("false"),
          "top_logprobs", Set.of("0"),
          "parallel_tool_calls", Set.of("true"),
          "store", Set.of("false"));

  /** Without these the answer is the same. */
  private static final Set<String> HARMLESS = Set.of("user", "stream_options");

  private final List<String> unsupported;
  private final ModelRules model;

  /** The parameters that either refuses. */
  public ParameterRules(List<String> unsupported, ModelRules model) {
    this.unsupported = unsupported;
    this.model = model;
  }

  /** Whether the parameter must be left out. */
  public boolean refuses(String name) {
    return unsupported.contains(name) || model.dropParameters().contains(name);
  }

  /** Whether a parameter of {@link TextOnlyOutline#SAMPLING} must be left out. */
  public boolean refusesSampling() {
    for (int i = 0; i < TextOnlyOutline.SAMPLING.size(); i++) {
      if (refuses(TextOnlyOutline.SAMPLING.get(i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it is a loss to leave the parameter out.
   *
   * @param literal its value in JSON
   */
  public static boolean isLoss(String name, String literal) {
    return !HARMLESS.contains(name)
        && !literal.equals("null")
        && !DEFAULTS.getOrDefault(name, Set.of()).contains(literal);
  }
}
