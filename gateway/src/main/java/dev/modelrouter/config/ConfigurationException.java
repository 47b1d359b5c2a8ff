package dev.modelrouter.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting that stops the start. Its message is for the operator: which variable or line, what is
 * wrong with it, what is allowed. It never holds the value of a secret.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String variable;

  /** A failure with that one line, or a line for each of several. */
  public ConfigurationException(String line) {
    super(line);
    this.variable = null;
  }

  /** A failure with a line for each of these. */
  public static ConfigurationException all(List<String> lines) {
    return new ConfigurationException(String.join("\n", lines));
  }

  private ConfigurationException(String variable, String problem) {
    super(variable + " " + problem);
    this.variable = variable;
  }

  /** A variable's failure. */
  static ConfigurationException of(String variable, String problem, String allowed) {
    return new ConfigurationException(variable, problem + "; allowed: " + allowed);
  }

  /** The variable whose value cannot be used, or null if it is about something else. */
  @Nullable String variable() {
    return variable;
  }

  /** What is wrong, without the variable's name. */
  String problem() {
    String message = String.valueOf(getMessage());
    return variable == null ? message : message.substring(variable.length() + 1);
  }
}
