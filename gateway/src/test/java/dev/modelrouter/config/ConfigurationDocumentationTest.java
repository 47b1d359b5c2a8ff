package dev.modelrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md and .env.example to the reader. */
class ConfigurationDocumentationTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "gateway"), "..");
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Za-z0-9_]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");
  private static final Map<String, String> ALL_KEYS =
      Map.of("GROQ_API_KEY", "g", "OPENROUTER_API_KEY", "r", "OPENAI_API_KEY", "o");

  private record Row(String defaultValue, String allowed, String meaning) {}

  private static Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/configuration.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), new Row(row.group(2), row.group(3), row.group(4)));
      }
    }
    return rows;
  }

  private static Map<String, String> example() throws IOException {
    String text = Files.readString(ROOT.resolve(".env.example"));
    return DotEnv.parse(text.replaceAll("(?m)^#(?=[A-Za-z0-9_]+=)", ""));
  }

  private static Settings read(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(ALL_KEYS);
    variables.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            all.put(name, value);
          }
        });
    return SettingsReader.read(all, Map.of(), InheritedProviders.ENTRIES);
  }

  private static TreeSet<String> variablesOfTheReader() {
    TreeSet<String> asked = new TreeSet<>();
    Map<String, String> recording =
        new HashMap<>() {
          @Override
          public String get(Object name) {
            asked.add((String) name);
            return null;
          }
        };
    assertThat(SettingsReader.read(recording, Map.of(), InheritedProviders.ENTRIES)).isNotNull();
    return asked;
  }

  @Test
  void page_variables_areThoseOfTheReader() throws IOException {
    assertThat(new TreeSet<>(rows().keySet())).isEqualTo(variablesOfTheReader());
  }

  @Test
  void page_defaults_areThoseOfTheReader() throws IOException {
    Map<String, String> documented = new HashMap<>();
    rows()
        .forEach(
            (name, row) -> {
              Matcher value = QUOTED.matcher(row.defaultValue());
              if (value.find()) {
                documented.put(name, value.group(1));
              } else {
                assertThat(row.defaultValue()).as(name).isEqualTo("none");
              }
            });
    assertThat(documented).hasSize(rows().size() - 65);
    assertThat(read(documented)).isEqualTo(read(Map.of()));
  }

  /** Each default must also be what the reader takes alone, not only all of them together. */
  @Test
  void page_eachDefaultAlone_changesNothing() throws IOException {
    rows()
        .forEach(
            (name, row) -> {
              Matcher value = QUOTED.matcher(row.defaultValue());
              if (value.find()) {
                assertThat(read(Map.of(name, value.group(1)))).as(name).isEqualTo(read(Map.of()));
              }
            });
  }

  @Test
  void page_ranges_areThoseOfTheReader() throws IOException {
    int checked = 0;
    for (Map.Entry<String, Row> entry : rows().entrySet()) {
      String name = entry.getKey();
      String allowed = entry.getValue().allowed();
      Matcher range = Pattern.compile(".*?`(\\d+)`.*?`(\\d+)`.*").matcher(allowed);
      if (!range.matches()) {
        continue;
      }
      checked++;
      String min = range.group(1);
      String max = range.group(2);
      Map<String, String> atMost = new HashMap<>(Map.of(name, max));
      atMost.putIfAbsent("BACKOFF_MAX_SECONDS", "86400");
      assertThat(read(atMost)).as(name).isNotNull();
      assertThatThrownBy(() -> read(Map.of(name, Long.toString(Long.parseLong(max) + 1))))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith(name)
          .hasMessageEndingWith(max + (allowed.startsWith("seconds") ? ", such as 30 or 0.5" : ""));
      if (allowed.contains("above")) {
        assertThatThrownBy(() -> read(Map.of(name, min))).hasMessageStartingWith(name);
      } else {
        assertThat(read(Map.of(name, min))).as(name).isNotNull();
      }
    }
    assertThat(checked).isEqualTo(53);
  }

  @Test
  void example_variables_areThoseOfTheReaderWithTheirDefaults() throws IOException {
    Map<String, String> example = example();
    assertThat(new TreeSet<>(example.keySet())).isEqualTo(variablesOfTheReader());
    assertThat(read(example)).isEqualTo(read(Map.of()));
  }

  @Test
  void example_asItIs_setsNothing() {
    assertThat(DotEnv.read(ROOT.resolve(".env.example"))).isEmpty();
  }
}
