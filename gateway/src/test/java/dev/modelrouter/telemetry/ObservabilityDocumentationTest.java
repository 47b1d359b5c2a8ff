package dev.modelrouter.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/observability.md to the metrics and the log. */
class ObservabilityDocumentationTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "gateway"), "..", "docs", "observability.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| (counter|gauge|histogram) \\| ([^|]*)\\| [^|]+ \\|");
  private static final Pattern QUOTED = Pattern.compile("`([a-z_]+)`");
  private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) ([a-z]+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? [^ ]+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"[^\"]*\"");

  private static TreeMap<String, String> documented() throws IOException {
    TreeMap<String, String> families = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        families.put(row.group(1), row.group(2) + " " + matches(QUOTED, row.group(3)));
      }
    }
    return families;
  }

  private static TreeMap<String, String> exposed() {
    GarbageCollection collections = new GarbageCollection();
    collections.load();
    Metrics metrics =
        new Metrics(
            new MetricSources(
                () -> List.of("groq"),
                _ -> false,
                name -> List.of(name + "/m"),
                _ -> 0,
                () -> Map.of("smart", 0),
                () -> 0,
                () -> true,
                () -> ReloadCounts.NONE,
                InstantSource.system()),
            new RuntimeSources(
                "1",
                System::nanoTime,
                collections,
                Instant::now,
                new RuntimeSources.RoundTrips(() -> 1, () -> 1)));
    metrics.expectRoute("/chat", "POST");
    metrics.show(List.of(new MemoryUse("requests", () -> 0, 1, () -> 0)), () -> 0, 1);
    metrics.modelSucceeded("groq", "m", 1, 1);
    metrics.routeFinished("smart", true);
    TreeMap<String, String> types = new TreeMap<>();
    TreeMap<String, String> families = new TreeMap<>();
    for (String line : new String(metrics.scrape(), UTF_8).lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      } else if (!line.startsWith("#") && sample.matches()) {
        String family = sample.group(1);
        if (!types.containsKey(family)) {
          family = family.replaceFirst("_(bucket|sum|count)$", "");
        }
        TreeSet<String> labels = matches(LABEL, sample.group(2) == null ? "" : sample.group(2));
        labels.remove("le");
        families.put(family, types.get(family) + " " + labels);
      }
    }
    assertThat(families.keySet()).isEqualTo(types.keySet());
    return families;
  }

  private static TreeSet<String> matches(Pattern pattern, String text) {
    TreeSet<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void page_metrics_areThoseExposed() throws IOException {
    Map<String, String> exposed = exposed();
    assertThat(documented()).isEqualTo(exposed);
  }

  @Test
  void page_queries_useMetricsThatAreThere() throws IOException {
    TreeSet<String> used =
        matches(Pattern.compile("(modelrouter_[a-z_]+)"), Files.readString(PAGE));
    Map<String, String> exposed = exposed();
    for (String name : used) {
      assertThat(exposed).containsKey(name.replaceFirst("_(bucket|sum|count)$", ""));
    }
  }

  @Test
  void page_logExamples_beginAsTheEncoderWrites() throws IOException {
    int examples = 0;
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("{")) {
        continue;
      }
      examples++;
      JsonNode object = JsonMapper.shared().readTree(line);
      assertThat(object.propertyNames())
          .startsWith("timestamp", "level", "logger", "message")
          .contains("request_id", "provider");
    }
    assertThat(examples).isPositive();
  }
}
