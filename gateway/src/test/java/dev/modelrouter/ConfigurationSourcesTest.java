package dev.modelrouter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelrouter.config.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a configuration that is wrong: everything, in one report. */
class ConfigurationSourcesTest {
  @TempDir private Path folder;

  private ConfigurationSources configuration(
      Map<String, String> environment, String dotEnv, String yaml) throws IOException {
    return new ConfigurationSources(
        environment,
        Files.writeString(folder.resolve(".env"), dotEnv),
        Files.writeString(folder.resolve("m.yaml"), yaml),
        true);
  }

  private String told(Map<String, String> environment, String dotEnv, String yaml)
      throws IOException {
    ConfigurationSources configurationSources = configuration(environment, dotEnv, yaml);
    return String.valueOf(
            catchThrowableOfType(ConfigurationException.class, configurationSources::read)
                .getMessage())
        .replace(folder + "/", "");
  }

  @Test
  void read_mistakesInEverySource_areReportedTogether() throws IOException {
    String told =
        told(
            Map.of("PORT", "http", "MAX_RETRIES", "x", "HEDGE", "often"),
            "no equals\nLOG_LEVEL=loud\nBROKEN=\"open\n",
            """
            server: {prot: 1, queue_length: 0, host: [a], breaker_scope: all}
            rutes: {}
            providers:
              acme: {}
              groq: {rate_limit: many, api_kee: x}
              openai: {base_url: nowhere}
            defaults: {timeouts: {total: soon}}
            routes:
              one: [grok/x]
              two: {strategy: best, targets: [acme/m, two]}
            models: {groq: {}}
            """);

    assertThat(told.lines())
        .containsExactlyInAnyOrder(
            ".env line 1 has no =; allowed: KEY=VALUE, or # and a comment",
            ".env line 3 has an opening quote without its closing one; allowed: KEY=VALUE, or # and"
                + " a comment",
            "m.yaml:1:10: unknown key 'prot'; did you mean 'port'?",
            "m.yaml:1:33: queue_length is \"0\"; allowed: a whole number from 1 to 1000000",
            "m.yaml:1:42: host must be one value",
            "m.yaml:1:62: breaker_scope is \"all\"; allowed: provider, model",
            "m.yaml:2:1: unknown key 'rutes'; did you mean 'routes'?",
            "m.yaml:4:3: acme needs a base_url",
            "m.yaml:5:22: rate_limit is \"many\"; allowed: a whole number from 0 to 1000000000",
            "m.yaml:5:28: unknown key 'api_kee'; did you mean 'api_key'?",
            "m.yaml:6:22: base_url must begin with http:// or https://; allowed:"
                + " http://host[:port][/path], or https://",
            "m.yaml:7:30: total must be a time such as 500ms, 2s or 1m, above 0 and up to a day",
            "m.yaml:9:9: unknown provider 'grok'; did you mean 'groq'?",
            "m.yaml:10:19: unknown strategy 'best'; known are: affinity, least_busy, lowest_cost,"
                + " lowest_latency, ordered, weighted",
            "m.yaml:10:43: 'two' is a route: a route cannot lead to another route, only to"
                + " provider/model or a provider",
            "m.yaml:11:10: a model is named provider/model; a star stands for any characters",
            "HEDGE is \"often\"; allowed: off, p95, or seconds above 0 and up to 86400",
            "LOG_LEVEL is \"loud\"; allowed: ERROR, WARN, INFO, DEBUG, TRACE",
            "MAX_RETRIES is \"x\"; allowed: a whole number from 0 to 10",
            "PORT is \"http\"; allowed: a whole number from 0 to 65535");
  }

  @Test
  void read_mistakesThatNoDefaultMends_areReportedWithTheOthers() throws IOException {
    assertThat(
            told(
                    Map.of(
                        "TLS_KEY_FILE", "/k",
                        "PROVIDERS", "acme,Bad_Name",
                        "PROVIDER_ORDER", "nobody,groq",
                        "BACKOFF_MAX_SECONDS", "4",
                        "API_KEY", "with blank",
                        "HTTPS_PROXY", "socks://h",
                        "no_proxy", "10.0.0.0/99",
                        "REDIS_URL", "redis://h:99999"),
                    "",
                    "# nothing\n")
                .lines()
                .map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactlyInAnyOrder(
            "TLS_CERT_FILE",
            "PROVIDERS",
            "ACME_BASE_URL",
            "PROVIDER_ORDER",
            "BACKOFF_MAX_SECONDS",
            "API_KEY",
            "HTTPS_PROXY",
            "no_proxy",
            "REDIS_URL");
  }

  @Test
  void read_yamlThatCannotBeParsed_stillTellsWhatIsWrongWithVariables() throws IOException {
    assertThat(told(Map.of("PORT", "http"), "", "a: b: c\n").lines())
        .containsExactly(
            "m.yaml:1:5: not YAML: mapping values are not allowed here",
            "PORT is \"http\"; allowed: a whole number from 0 to 65535");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 3_000, 200_000})
  void read_deepNesting_isReported(int depth) throws IOException {
    for (String open : new String[] {"[", "{a: ", "- "}) {
      String close = open.equals("[") ? "]" : open.equals("- ") ? "" : "}";
      String yaml =
          (open.equals("- ") ? "server:\n  " : "server: ")
              + open.repeat(depth)
              + "x"
              + close.repeat(depth)
              + "\n";
      assertThat(told(Map.of(), "", yaml))
          .as(open)
          .satisfiesAnyOf(
              told -> assertThat(told).contains("nested more than 32 deep"),
              told -> assertThat(told).contains("larger than"));
    }
    assertThat(told(Map.of(), "", "server: &a [*a]\n")).isNotEmpty();
  }

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int validate(ConfigurationSources configurationSources) {
    PrintStream out = new PrintStream(said, true, UTF_8);
    return Main.validate(configurationSources, out, out);
  }

  @Test
  void validate_routeWithoutAConfiguredTarget_warns() throws IOException {
    int status =
        validate(
            configuration(
                Map.of("OPENAI_API_KEY", "sk-1"),
                "",
                "routes:\n  r: [groq/x, mistral/y]\n  s: [groq/x, openai/y]\n  t: [ollama/z]\n"));

    assertThat(status).isZero();
    assertThat(said.toString(UTF_8))
        .isEqualTo(
            "warning: no target of the route 'r' is configured: set the keys of groq, mistral, or"
                + " take the route out\n"
                + "all is well: 2 providers in use, 3 routes\n");
  }

  @Test
  void validate_countsOneAsOne() throws IOException {
    assertThat(validate(configuration(Map.of(), "", "routes: {a: [ollama]}\n"))).isZero();
    assertThat(said.toString(UTF_8)).isEqualTo("all is well: 1 provider in use, 1 route\n");
  }
}
