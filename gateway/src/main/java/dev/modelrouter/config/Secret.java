package dev.modelrouter.config;

/**
 * A value that must never be shown.
 *
 * @param reveal the value itself; not empty
 */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
