package dev.modelrouter.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.Settings;
import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.documentation.Page;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds config-schema.json to the reader, and the examples there are to both. */
class ConfigSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA = schema();
  private static final JsonSchema VALIDATOR =
      JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(SCHEMA);

  /** A key that there is nowhere. */
  private static final String UNHEARD_OF = "zzzzzzzzzzzzzzzz";

  private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\\n(.*?)```");

  /** What the examples take from the environment. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "GATEWAY_KEY", "gateway", "GROQ_KEY_A", "a", "GROQ_KEY_B", "b", "OPENAI_API_KEY", "sk");

  private static JsonNode schema() {
    try (InputStream in = ConfigSchemaTest.class.getResourceAsStream("/config-schema.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Settings read(String text) {
    return SettingsReader.read(
        VARIABLES,
        Map.of(),
        ConfigFile.parse("modelrouter.yaml", text, VARIABLES::get),
        ProviderCatalogue.load());
  }

  private static TreeSet<String> faults(String yaml) {
    TreeSet<String> faults = new TreeSet<>();
    try {
      // The validator knows another Jackson than the reader of YAML.
      String json = new YAMLMapper().readTree(yaml).toString();
      VALIDATOR.validate(JSON.readTree(json)).forEach(fault -> faults.add(fault.getMessage()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return faults;
  }

  /** Both say the same of a text. */
  private static void right(String yaml) {
    assertThat(read(yaml)).isNotNull();
    assertThat(faults(yaml)).as(yaml).isEmpty();
  }

  private static void wrong(String yaml) {
    assertThatThrownBy(() -> read(yaml)).as(yaml).isInstanceOf(ConfigurationException.class);
    assertThat(faults(yaml)).as(yaml).isNotEmpty();
  }

  private static TreeSet<String> keys(String pointer) {
    JsonNode properties = SCHEMA.at(pointer + "/properties");
    assertThat(properties.isObject()).as(pointer).isTrue();
    TreeSet<String> keys = new TreeSet<>();
    properties.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** The keys that the reader says it knows where this one stands. */
  private static TreeSet<String> known(String yaml) {
    ConfigFile file =
        ConfigFile.parse("modelrouter.yaml", yaml.formatted(UNHEARD_OF + ": 1"), VARIABLES::get);
    assertThatThrownBy(
            () -> SettingsReader.read(VARIABLES, Map.of(), file, ProviderCatalogue.load()))
        .isInstanceOf(ConfigurationException.class);
    return new TreeSet<>(file.alternatives(UNHEARD_OF));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {%s}|
          {providers: {acme: {base_url: 'http://h', %s}}}|/definitions/provider
          {defaults: {%s}}|/definitions/conduct
          {defaults: {timeouts: {%s}}}|/definitions/timeouts
          {defaults: {retries: {%s}}}|/definitions/retries
          {routes: {a: {targets: [groq], %s}}}|/definitions/route/anyOf/1
          {routes: {a: [{target: groq, %s}]}}|/definitions/target
          {routes: {a: [{target: groq, when: {%s}}]}}|/definitions/condition
          {routes: {a: {targets: [groq], limits: {%s}}}}|/definitions/limits
          {routes: {a: [{target: groq, limits: {%s}}]}}|/definitions/limits
          {models: {groq/m: {%s}}}|/definitions/model
          {models: {groq/m: {price: {input: 1, output: 1, %s}}}}|/definitions/price
          """)
  void keys_areThoseOfTheReader(String yaml, String pointer) {
    assertThat(keys(pointer == null ? "" : pointer)).isEqualTo(known(yaml));
  }

  @Test
  void keysOfTheServer_areTheVariablesThatBelongToNoProvider() {
    Pattern providers =
        Pattern.compile(SCHEMA.at("/definitions/server/patternProperties").fieldNames().next());
    TreeSet<String> own = new TreeSet<>();
    TreeSet<String> ofProviders = new TreeSet<>();
    for (String key : known("{server: {%s}}")) {
      (providers.matcher(key).find() ? ofProviders : own).add(key);
    }

    TreeSet<String> described = keys("/definitions/server");
    TreeSet<String> matched = new TreeSet<>(described);
    matched.removeIf(key -> !providers.matcher(key).find());
    own.addAll(matched);
    assertThat(described).isEqualTo(own);
    assertThat(ofProviders).contains("groq_api_keys", "zai_api_key", "vllm_base_url");
  }

  @Test
  void keysOfAProvider_areThoseOfEachThatIsKnown() {
    TreeSet<String> ids = new TreeSet<>();
    ProviderCatalogue.load().stream().map(ProviderDefinition::id).forEach(ids::add);

    assertThat(keys("/definitions/providers")).isEqualTo(ids);
  }

  /** Each setting, as number, word or truth, at the ends of what is allowed and just beyond. */
  private static Stream<String[]> settings() {
    return Stream.concat(
        settings("/definitions/server", "server: {%s: %s}"),
        Stream.concat(
            settings("/definitions/provider", "providers: {acme: {base_url: 'http://h', %s: %s}}"),
            Stream.concat(
                settings("/definitions/conduct", "defaults: {%s: %s}"),
                Stream.concat(
                    settings("/definitions/timeouts", "defaults: {timeouts: {%s: %s}}"),
                    Stream.concat(
                        settings("/definitions/retries", "defaults: {retries: {%s: %s}}"),
                        Stream.concat(
                            settings(
                                "/definitions/condition",
                                "routes: {a: [{target: groq, when: {%s: %s}}]}"),
                            settings("/definitions/model", "models: {groq/m: {%s: %s}}")))))));
  }

  private static Stream<String[]> settings(String pointer, String form) {
    return SCHEMA.at(pointer + "/properties").properties().stream()
        .map(one -> new String[] {one.getKey(), pointer, form});
  }

  @ParameterizedTest
  @MethodSource("settings")
  void values_areThoseOfTheReader(String key, String pointer, String form) {
    JsonNode said = SCHEMA.at(pointer + "/properties/" + key);
    List<String> right = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    List<JsonNode> kinds = new ArrayList<>();
    kinds(said, kinds);
    for (JsonNode kind : kinds) {
      kind.path("enum").forEach(value -> right.add(value.asText()));
      if (kind.has("maximum")) {
        long max = kind.get("maximum").asLong();
        right.add(Long.toString(max));
        wrong.add(Long.toString(max + 1));
        wrong.add("-1");
      }
      if (kind.has("minimum")) {
        right.add(kind.get("minimum").asText());
      }
      if (kind.has("exclusiveMinimum")) {
        wrong.add(kind.get("exclusiveMinimum").asText());
      }
    }
    if (!right.isEmpty()) {
      wrong.add("[[1]]");
      if (kinds.stream().noneMatch(ConfigSchemaTest::anyText)) {
        wrong.add("parsecs");
      }
    }
    // Two that are told about one another.
    String others = key.equals("backoff_base_seconds") ? ", backoff_max_seconds: 86400" : "";
    if (key.equals("backoff_max_seconds")) {
      others = ", backoff_base_seconds: 0.000001";
    }
    for (String value : right) {
      right(form.formatted(key, value + others));
    }
    for (String value : wrong) {
      wrong(form.formatted(key, value + others));
    }
  }

  private static boolean anyText(JsonNode kind) {
    return kind.path("type").toString().contains("string") && !kind.has("pattern");
  }

  /** A schema, and those it is made of. */
  private static void kinds(JsonNode schema, List<JsonNode> all) {
    all.add(schema);
    schema.path("anyOf").forEach(one -> kinds(one, all));
    schema.path("allOf").forEach(one -> kinds(one, all));
    if (schema.has("$ref")) {
      kinds(SCHEMA.at(schema.get("$ref").asText().substring(1)), all);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server:",
        "server: {port: '8123', api_key: '${GATEWAY_KEY}', hedge: 2.5}",
        "server: {port: '${NOWHERE:-8123}', cors_allowed_origins: ['https://a.example', '*']}",
        "server: {groq_api_key: k, log_level: info, ollama_enabled: false}",
        "server: {api_key: [one, two], api_keys: [three, {name: web, key: four}]}",
        "providers: {groq: , acme: {base_url: 'http://h', dialect: gemini, api_keys: [a, b]}}",
        "defaults: {timeouts: {total: 1m, silence: 20, first_token: '${NOWHERE:-2s}'}, hedge: 2s}",
        "routes: {'claude-*': [groq], a: [groq/x, {target: openai/y, weight: 3, when: }]}",
        "routes: {a: {strategy: lowest_cost, targets: [groq], hedge: off, hedge_budget_percent:"
            + " 1}}",
        "routes: {a: [{target: groq, when: {needs: tools, headers: {x-tier: gold}, model: 5}}]}",
        "models: {'groq/*': {images: false, price: {input: 0.5, output: 1, cached: 0}}}"
      })
  void both_takeThis(String yaml) {
    right(yaml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "rutes: {}",
        "server: {prot: 1}",
        "server: {api_keys: [{name: web}]}",
        "server: {api_keys: [{key: k, nmae: web}]}",
        "server: {ollama_enabled: perhaps}",
        "server: {grok_api_kee: 1}",
        "providers: {Acme: {base_url: 'http://h'}}",
        "providers: {acme: {base_url: 'http://h', dialect: soap}}",
        "defaults: {targets: [groq]}",
        "routes: {a: }",
        "routes: {a: []}",
        "routes: {a: [[groq]]}",
        "routes: {a: [{weight: 2}]}",
        "routes: {a: {strategy: ordered}}",
        "routes: {a: {strategy: randm, targets: [groq]}}",
        "routes: {a: [{target: groq, when: {needs: magic}}]}",
        "models: {groq: {tools: false}}",
        "models: {groq/x: {price: {input: 1}}}",
        "models: {groq/x: {price: {input: -1, output: 1}}}"
      })
  void neither_takesThis(String yaml) {
    wrong(yaml);
  }

  @Test
  void examplesOfThePages_areRight() throws IOException {
    int seen = 0;
    for (String page : List.of("configuration", "routing", "models", "chaos")) {
      String text = Files.readString(Page.ROOT.resolve("docs/" + page + ".md"));
      for (String yaml : BLOCK.matcher(text).results().map(block -> block.group(1)).toList()) {
        if (Pattern.compile("(?m)^(server|providers|defaults|routes|models):")
            .matcher(yaml)
            .find()) {
          // A page on routes names servers that another page makes known.
          right(
              yaml.contains("acme") && !yaml.contains("base_url")
                  ? yaml + "providers: {acme: {base_url: 'http://h'}}\n"
                  : yaml);
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(3);
  }

  @Test
  void theExampleFile_isRight_andSaysWhereItsSchemaIs() throws IOException {
    String text = Files.readString(Page.ROOT.resolve("modelrouter.example.yaml"));

    right(text);
    assertThat(read(text).routes()).hasSizeGreaterThan(3);
    String hint = text.lines().findFirst().orElse("");
    assertThat(hint).startsWith("# yaml-language-server: $schema=");
    assertThat(Page.ROOT.resolve(hint.substring(hint.indexOf('=') + 1))).exists();
    // What is in comments is right as well.
    right(text.replaceAll("(?m)^( *)# (?=( *)(api_keys?|gpu|dialect|base_urls):)", "$1"));
  }
}
