package dev.modelrouter.config.file;

import java.util.List;
import java.util.Map;

/** A piece of a YAML document that knows where it stands. */
public sealed interface YamlNode {
  /** Where it begins. */
  SourceLocation sourceLocation();

  /**
   * One value.
   *
   * @param text with its references to variables filled in; empty for an empty value
   */
  record Scalar(String text, SourceLocation sourceLocation) implements YamlNode {}

  /** Values in a row. */
  record Sequence(List<YamlNode> items, SourceLocation sourceLocation) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * Values with keys, each key once.
   *
   * @param entries in their order
   */
  record Mapping(Map<String, Entry> entries, SourceLocation sourceLocation) implements YamlNode {}

  /**
   * What stands behind a key.
   *
   * @param at where the key stands
   */
  record Entry(YamlNode value, SourceLocation at) {}
}
