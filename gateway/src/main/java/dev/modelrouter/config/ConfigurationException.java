package dev.modelrouter.config;

/**
 * A setting that stops the start. Its message is one line for the operator: which variable or line,
 * what is wrong with it, what is allowed. It never holds the value of a secret.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure with that one line. */
  public ConfigurationException(String line) {
    super(line);
  }

  /** A variable's failure. */
  static ConfigurationException of(String variable, String problem, String allowed) {
    return new ConfigurationException(variable + " " + problem + "; allowed: " + allowed);
  }
}
