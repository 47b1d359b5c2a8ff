package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.LocatedJson;

/**
 * The name of a tool that belongs to a namespace: Codex sends the tools of each MCP server, and
 * those for its own helpers, as one. To a model they are functions of one name, made of both.
 *
 * @param namespace as the caller wrote it
 * @param name of the tool inside of it
 */
public record NamespacedToolName(String namespace, String name) {
  /** What all providers take. */
  private static final int LONGEST = 64;

  private static final int CUT = LONGEST - 9;

  /** The name by which the model knows the tool that this item or tool choice names. */
  static String of(LocatedJson located) {
    String name = located.field("name").text();
    String namespace = located.field("namespace").optionalText();
    return namespace == null || namespace.isEmpty()
        ? name
        : new NamespacedToolName(namespace, name).joined();
  }

  /** Both in one; where that is too long, what differs at its end becomes a checksum. */
  public String joined() {
    String both = namespace + (namespace.endsWith("_") ? "" : "__") + name;
    if (both.length() <= LONGEST) {
      return both;
    }
    String sum = Integer.toHexString(both.hashCode());
    return both.substring(0, CUT) + "_" + "0".repeat(8 - sum.length()) + sum;
  }
}
