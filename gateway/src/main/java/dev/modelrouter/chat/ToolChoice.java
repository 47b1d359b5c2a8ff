package dev.modelrouter.chat;

/** Whether the model must use a tool. */
public sealed interface ToolChoice {
  /** As the model sees fit; what holds when nobody says anything. */
  ToolChoice AUTO = new Auto();

  /** As the model sees fit. */
  record Auto() implements ToolChoice {}

  /** No tool. */
  record None() implements ToolChoice {}

  /** Some tool. */
  record Required() implements ToolChoice {}

  /**
   * This tool.
   *
   * @param name which
   */
  record Named(String name) implements ToolChoice {}
}
