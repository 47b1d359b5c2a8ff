package dev.modelrouter.config.file;

import dev.modelrouter.config.SecretFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads YAML 1.2 into nodes that know where they stand. Types are not guessed: a value is the text
 * that stands there. {@code ${NAME}} and {@code ${NAME:-otherwise}} stand for variables, {@code
 * ${file:/path}} for what a file holds.
 *
 * <p>A document may be as large as 1 MiB, as deep as 32 and hold 100,000 nodes, aliases followed;
 * so nothing that is written short can grow without end.
 */
final class YamlReader {
  private static final String FILE = "file:";
  private static final SourceLocation BEGIN = new SourceLocation(1, 1);
  private static final int MAX_CHARACTERS = 1024 * 1024;
  private static final int MAX_NODES = 100_000;
  private static final int DEEPEST = 32;

  private final Function<String, @Nullable String> variables;
  private final SecretFiles secretFiles;
  private final Problems problems;
  private int nodes;

  /**
   * A reader.
   *
   * @param variables the value of a variable, or null
   * @param secretFiles reads files that are referred to
   * @param problems where it tells what is wrong
   */
  YamlReader(
      Function<String, @Nullable String> variables, SecretFiles secretFiles, Problems problems) {
    this.secretFiles = secretFiles;
    this.variables = variables;
    this.problems = problems;
  }

  /** The document; null for an empty one, or if it is no YAML, which is told then. */
  @Nullable YamlNode read(String text) {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).setUseMarks(true).build();
    try {
      SourceLocation tooDeep = tooDeep(settings, text);
      if (tooDeep != null) {
        problems.add(
            tooDeep, "nested more than " + DEEPEST + " deep; a configuration needs no more");
        return null;
      }
      Optional<Node> root = new Compose(settings).composeString(text);
      return root.isEmpty() ? null : node(root.get(), 0);
    } catch (MarkedYamlEngineException e) {
      problems.add(
          e.getProblemMark().map(YamlReader::place).orElse(BEGIN), "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(BEGIN, "not YAML that can be read: " + e.getMessage());
    }
    return null;
  }

  /**
   * Where a document is nested too deep, or null. Looked for in the parser's events, since the
   * composer of nodes calls itself for each level and would exhaust the stack.
   */
  private static @Nullable SourceLocation tooDeep(LoadSettings settings, String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        return event.getStartMark().map(YamlReader::place).orElse(BEGIN);
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return null;
  }

  private static SourceLocation place(Mark mark) {
    return new SourceLocation(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static SourceLocation place(Node node) {
    return node.getStartMark().map(YamlReader::place).orElse(BEGIN);
  }

  private YamlNode node(Node node, int depth) {
    SourceLocation sourceLocation = place(node);
    if (++nodes > MAX_NODES || depth > DEEPEST) {
      if (nodes <= MAX_NODES + 1) {
        problems.add(
            sourceLocation,
            "larger than a configuration needs: too many values, or aliases of aliases");
        nodes = MAX_NODES + 1;
      }
      return new YamlNode.Scalar("", sourceLocation);
    }
    return switch (node) {
      case ScalarNode scalar ->
          new YamlNode.Scalar(filled(scalar.getValue(), sourceLocation), sourceLocation);
      case SequenceNode sequence -> {
        List<YamlNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(node(item, depth + 1));
        }
        yield new YamlNode.Sequence(items, sourceLocation);
      }
      case MappingNode mapping -> new YamlNode.Mapping(entries(mapping, depth), sourceLocation);
      default -> {
        problems.add(sourceLocation, "an alias to nothing");
        yield new YamlNode.Scalar("", sourceLocation);
      }
    };
  }

  private Map<String, YamlNode.Entry> entries(MappingNode mapping, int depth) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      SourceLocation at = place(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(at, "a key must be one word");
        continue;
      }
      YamlNode.Entry first = entries.get(key.getValue());
      if (first != null) {
        problems.add(
            at, "the key '" + key.getValue() + "' is there already, at line " + first.at().line());
      } else {
        entries.put(key.getValue(), new YamlNode.Entry(node(tuple.getValueNode(), depth + 1), at));
      }
    }
    return entries;
  }

  private String filled(String text, SourceLocation sourceLocation) {
    int open = text.indexOf("${");
    if (open < 0) {
      return text;
    }
    StringBuilder all = new StringBuilder();
    int from = 0;
    for (; open >= 0; open = text.indexOf("${", from)) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        problems.add(sourceLocation, "a reference begins with ${ and has no }");
        return "";
      }
      all.append(text, from, open).append(value(text.substring(open + 2, close), sourceLocation));
      from = close + 1;
    }
    return all.append(text, from, text.length()).toString();
  }

  /** What stands in the file that a reference names; null, and told if it must be there. */
  private @Nullable String secret(String reference, boolean needed, SourceLocation sourceLocation) {
    try {
      return secretFiles.read(reference.substring(FILE.length()).strip());
    } catch (IllegalArgumentException e) {
      if (needed) {
        problems.add(
            sourceLocation,
            "the file " + reference.substring(FILE.length()) + " " + e.getMessage());
      }
      return null;
    }
  }

  private String value(String reference, SourceLocation sourceLocation) {
    int otherwise = reference.indexOf(":-");
    String name = otherwise < 0 ? reference : reference.substring(0, otherwise);
    String value =
        name.startsWith(FILE) ? secret(name, otherwise < 0, sourceLocation) : variables.apply(name);
    if (value != null && !value.isBlank()) {
      return value;
    }
    if (otherwise >= 0) {
      return reference.substring(otherwise + 2);
    }
    if (name.startsWith(FILE)) {
      return "";
    }
    problems.add(
        sourceLocation, "the variable " + name + " is not set; ${" + name + ":-…} gives a default");
    return "";
  }
}
