package dev.modelrouter.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@code .env} format: {@code KEY=VALUE} lines as python-dotenv and docker compose read them.
 *
 * <p>Blank lines and lines that begin with {@code #} are skipped, {@code export } before a key is
 * allowed, and the last of several lines with one key wins. A bare value ends at a {@code #} after
 * a blank. In double quotes {@code \n \r \t \" \\} are escapes; in single quotes only {@code \'}
 * and {@code \\}. {@code ${NAME}} is not expanded, and a value does not go on over several lines.
 */
public final class DotEnv {
  private DotEnv() {}

  /**
   * Reads a file.
   *
   * @return its variables in order; empty when there is no such file
   * @throws ConfigurationException if it cannot be read or has a broken line
   */
  public static Map<String, String> read(Path file) {
    String text = text(file);
    return text == null ? Map.of() : parse(text);
  }

  /**
   * Reads a file's text.
   *
   * @return null when there is no such file
   * @throws ConfigurationException if it cannot be read
   */
  public static @Nullable String text(Path file) {
    if (Files.notExists(file)) {
      return null;
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + " is not UTF-8 text; allowed: lines KEY=VALUE");
    } catch (IOException e) {
      throw new ConfigurationException(
          file + " cannot be read; allowed: a readable file, or no file at all");
    }
  }

  /**
   * Reads the text of such a file.
   *
   * @throws ConfigurationException if lines are broken; names their numbers and never their content
   */
  public static Map<String, String> parse(String text) {
    List<String> problems = new ArrayList<>();
    Map<String, String> variables = parse(text, problems::add);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(String.join("\n", problems));
    }
    return variables;
  }

  /**
   * Reads the text of such a file as far as it can be read.
   *
   * @param problems takes a sentence for each line that is broken, with its number and never its
   *     content
   * @return the variables of the other lines
   */
  public static Map<String, String> parse(String text, Consumer<String> problems) {
    Map<String, String> variables = new LinkedHashMap<>();
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    int number = 0;
    for (String line : withoutMark.lines().toList()) {
      number++;
      String entry = line.strip();
      if (entry.isEmpty() || entry.startsWith("#")) {
        continue;
      }
      try {
        int equals = entry.indexOf('=');
        if (equals < 0) {
          throw broken(number, "has no =");
        }
        variables.put(key(entry.substring(0, equals), number), value(entry, equals + 1, number));
      } catch (ConfigurationException e) {
        problems.accept(e.getMessage());
      }
    }
    return variables;
  }

  private static String key(String text, int line) {
    String key = text.strip();
    if (key.startsWith("export ") || key.startsWith("export\t")) {
      key = key.substring("export".length()).strip();
    }
    boolean sane = !key.isEmpty() && !Character.isDigit(key.charAt(0));
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      sane &= c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-');
    }
    if (!sane) {
      throw broken(line, "has no variable name before its =");
    }
    return key;
  }

  private static String value(String entry, int from, int line) {
    int start = from;
    while (start < entry.length() && Character.isWhitespace(entry.charAt(start))) {
      start++;
    }
    if (start == entry.length()) {
      return "";
    }
    char first = entry.charAt(start);
    if (first == '"' || first == '\'') {
      return quoted(entry, start + 1, first, line);
    }
    for (int i = from; i < entry.length(); i++) {
      if (entry.charAt(i) == '#' && Character.isWhitespace(entry.charAt(i - 1))) {
        return entry.substring(from, i).strip();
      }
    }
    return entry.substring(start).strip();
  }

  private static String quoted(String entry, int from, char quote, int line) {
    StringBuilder value = new StringBuilder();
    int i = from;
    for (; i < entry.length() && entry.charAt(i) != quote; i++) {
      char c = entry.charAt(i);
      char next = i + 1 < entry.length() ? entry.charAt(i + 1) : 0;
      char meant = c == '\\' ? escaped(next, quote) : 0;
      value.append(meant == 0 ? c : meant);
      if (meant != 0) {
        i++;
      }
    }
    if (i >= entry.length()) {
      throw broken(line, "has an opening quote without its closing one");
    }
    String rest = entry.substring(i + 1).strip();
    if (!rest.isEmpty() && !rest.startsWith("#")) {
      throw broken(line, "goes on after its closing quote");
    }
    return value.toString();
  }

  /** What a backslash before this character means, or 0 when it is a plain backslash. */
  private static char escaped(char next, char quote) {
    if (next == '\\' || (next != 0 && next == quote)) {
      return next;
    }
    if (quote == '\'') {
      return 0;
    }
    return switch (next) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> 0;
    };
  }

  private static ConfigurationException broken(int line, String problem) {
    return new ConfigurationException(
        ".env line " + line + " " + problem + "; allowed: KEY=VALUE, or # and a comment");
  }
}
