package dev.modelrouter.config.file;

import java.util.List;
import java.util.Map;

/** A piece of a YAML document that knows where it stands. */
public sealed interface YamlNode {
  /** Where it begins. */
  Place place();

  /**
   * One value.
   *
   * @param text with its references to variables filled in; empty for an empty value
   */
  record Scalar(String text, Place place) implements YamlNode {}

  /** Values in a row. */
  record Sequence(List<YamlNode> items, Place place) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * Values with keys, each key once.
   *
   * @param entries in their order
   */
  record Mapping(Map<String, Entry> entries, Place place) implements YamlNode {}

  /**
   * What stands behind a key.
   *
   * @param at where the key stands
   */
  record Entry(YamlNode value, Place at) {}
}
