package dev.modelrouter.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.config.ApiKey;
import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.Secret;
import dev.modelrouter.config.Settings;
import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.routing.Capability;
import dev.modelrouter.routing.Condition;
import dev.modelrouter.routing.Strategy;
import dev.modelrouter.wire.Endpoint;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  private static Settings read(String text, Map<String, String> environment) {
    return SettingsReader.read(
        environment,
        Map.of(),
        ConfigFile.parse("modelrouter.yaml", text, environment::get),
        ProviderCatalogue.load());
  }

  private static Settings read(String text) {
    return read(text, Map.of("GROQ_API_KEY", "gsk", "OPENAI_API_KEY", "sk"));
  }

  private static void wrong(String text, String... lines) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(String.join("\n", lines));
  }

  @Test
  void everything_isRead() {
    Settings settings =
        read(
            """
            server:
              port: 8123
              api_key: ${KEY}
              cors_allowed_origins: [https://a.example, https://b.example]
            providers:
              groq:
                api_keys: [one, two]
                max_in_flight: 12
              acme:
                dialect: ollama
                base_urls:
                  - http://gpu-1:11434
                  - http://gpu-2:11434
                default_model: qwen3
            defaults:
              timeouts: {total: 1m, first_token: 500ms}
              continuation: off
            routes:
              smart:
                strategy: weighted
                hedge: 2s
                hedge_budget_percent: 10
                retries: {most: 1, budget_percent: 5, budget_floor: 2}
                timeouts: {first_token: 2s, silence: 20}
                queue_timeout: 3s
                priority: 7
                targets:
                  - target: groq/llama-3.3-70b-versatile
                    weight: 3
                  - target: openai/gpt-4o
                    when:
                      model: smart*
                      caller: key
                      headers: {X-Tier: gold}
                      min_input_tokens: 10
                      max_input_tokens: 1000
                      needs: [images, tools]
                      without: audio
                  - acme
              claude-*: [openai/gpt-4o, groq]
            """,
            Map.of("KEY", "secret"));

    assertThat(settings.port()).isEqualTo(8123);
    assertThat(settings.apiKeys()).containsExactly(new ApiKey("key", new Secret("secret")));
    assertThat(settings.corsAllowedOrigins())
        .containsExactly("https://a.example", "https://b.example");
    assertThat(settings.providers())
        .extracting(provider -> provider.id())
        .containsExactly("groq", "acme", "ollama");
    assertThat(settings.providers().getFirst().keys())
        .containsExactly(new Secret("one"), new Secret("two"));
    assertThat(settings.providers().getFirst().maxInFlight()).isEqualTo(12);
    assertThat(settings.providers().get(1).endpoints())
        .containsExactly(
            Endpoint.parse("http://gpu-1:11434"), Endpoint.parse("http://gpu-2:11434"));
    assertThat(settings.providers().get(1).entry().dialect()).isEqualTo("ollama");
    assertThat(settings.defaults().continuation()).isFalse();
    assertThat(settings.defaults().total()).isEqualTo(Duration.ofMinutes(1));

    RouteSettings smart = settings.routes().getFirst();
    assertThat(smart.route().name().text()).isEqualTo("smart");
    assertThat(smart.route().strategy()).isEqualTo(Strategy.WEIGHTED);
    assertThat(smart.route().targets())
        .extracting(target -> target.name() + " " + target.weight())
        .containsExactly("groq/llama-3.3-70b-versatile 3", "openai/gpt-4o 1", "acme 1");
    Condition when = smart.route().targets().get(1).when();
    assertThat(when.headers()).containsOnlyKeys("x-tier");
    assertThat(when.capabilities()).containsExactly(Capability.IMAGES, Capability.TOOLS);
    assertThat(when.without()).containsExactly(Capability.AUDIO);
    assertThat(when.minTokens()).isEqualTo(10);
    assertThat(smart.policy().firstToken()).isEqualTo(Duration.ofSeconds(2));
    assertThat(smart.policy().idle()).isEqualTo(Duration.ofSeconds(20));
    assertThat(smart.policy().total()).isNull();
    assertThat(smart.policy().priority()).isEqualTo(7);
    assertThat(smart.policy().over(settings.defaults()).total()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.routes().get(1).route().targets())
        .extracting(target -> target.name())
        .containsExactly("openai/gpt-4o", "groq");
  }

  @Test
  void variables_winOverTheFile() {
    Settings settings = read("server: {port: 1, app_name: File}", Map.of("PORT", "2"));

    assertThat(settings.port()).isEqualTo(2);
    assertThat(settings.appName()).isEqualTo("File");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "routes:\n", "server: {}\nproviders:\n  groq:\n"})
  void nothing_isSaid(String text) {
    assertThat(read(text, Map.of("GROQ_API_KEY", "k")).routes()).isEmpty();
  }

  @Test
  void everythingWrong_isReportedAtOnce_withItsPlaceAndTheNearestName() {
    wrong(
        """
        server:
          prot: 8000
        rutes: {}
        routes:
          smart:
            stategy: weighted
            strategy: randm
            targets:
              - grok/llama
              - target: openai/gpt-4o
                wieght: 2
                when: {max_input_tokens: many}
            timeouts: {total: 5 parsecs}
        """,
        "modelrouter.yaml:2:3: unknown key 'prot'; did you mean 'port'?",
        "modelrouter.yaml:3:1: unknown key 'rutes'; did you mean 'routes'?",
        "modelrouter.yaml:6:5: unknown key 'stategy'; did you mean 'strategy'?",
        "modelrouter.yaml:7:15: unknown strategy 'randm'; known are: affinity, least_busy,"
            + " lowest_cost, lowest_latency, ordered, weighted",
        "modelrouter.yaml:9:9: unknown provider 'grok'; did you mean 'groq'?",
        "modelrouter.yaml:11:9: unknown key 'wieght'; did you mean 'weight'?",
        "modelrouter.yaml:12:34: max_input_tokens must be a whole number from 0 to 2147483647",
        "modelrouter.yaml:13:23: total must be a time such as 500ms, 2s or 1m, above 0 and up to a"
            + " day");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server: {port: http}|1:16: port is "http"; allowed: a whole number from 0 to 65535
          server: 3|1:9: must be keys with values
          server: {port: 1, port: 2}|1:19: the key 'port' is there already, at line 1
          server: {api_key: "${NOWHERE}"}|1:19: the variable NOWHERE is not set; ${NOWHERE:-…} gives a default
          server: {api_key: "${OPEN"}|1:19: a reference begins with ${ and has no }
          providers: {groq: {api_kee: x}}|1:20: unknown key 'api_kee'; did you mean 'api_key'?
          providers: {acme: {default_model: m}}|1:13: acme needs a base_url
          providers: {Acme: {base_url: "http://h"}}|1:13: a provider's name has lower case letters, digits and dashes, a letter first
          providers: {acme: {dialect: soap}}|1:29: unknown dialect 'soap'; known are: anthropic, gemini, ollama, openai
          routes: {a: []}|1:13: a route needs at least one target
          routes: {"": [groq]}|1:10: a route needs a name
          routes: {a: {strategy: ordered}}|1:13: targets must be a list of places such as groq/llama-3.3-70b-versatile
          routes: {a: [{weight: 2}]}|1:14: target is missing: provider/model, or a provider alone
          routes: {a: [[groq]]}|1:14: must be keys with values
          [1, 2]|1:1: must be keys with values
          models: {groq: {tools: false}}|1:10: a model is named provider/model; a star stands for any characters
          models: {grok/x: {tools: false}}|1:10: unknown provider 'grok'; did you mean 'groq'?
          models: {groq/x: {tool: false}}|1:19: unknown key 'tool'; did you mean 'tools'?
          models: {groq/x: {price: {input: 1}}}|1:34: input and output must be given, in US dollars for a million tokens
          models: {groq/x: {price: {input: -1, output: 1}}}|1:34: input must be a number of 0 or more, such as 0.15
          a: b: c|1:5: not YAML: mapping values are not allowed here
          """)
  void wrong_isReportedWithItsPlace(String text, String told) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains("modelrouter.yaml:" + told);
  }

  @Test
  void secrets_areNotInMessages() {
    assertThatThrownBy(() -> read("server: {api_key: 'my secret value', port: x}"))
        .message()
        .doesNotContain("secret value");
  }

  @Test
  void aliasBombs_areRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append("*a%d, ".formatted(i - 1).repeat(10)).append("]\n");
    }

    assertThatThrownBy(() -> read(bomb.toString()))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains("aliases");
  }

  @Test
  void deepNesting_isRefused() {
    assertThatThrownBy(() -> read("a: " + "[".repeat(1000) + "]".repeat(1000)))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void anchors_areFollowed() {
    Settings settings =
        read(
            """
            routes:
              one: &places [groq/a, openai/b]
              two: *places
            """);

    assertThat(settings.routes().get(1).route().targets())
        .isEqualTo(settings.routes().get(0).route().targets());
  }

  @Test
  void whatTellsARouteFromAnother_coversItsConduct() {
    String plain = hash("routes: {smart: {targets: [groq/a]}}");

    assertThat(hash("routes:\n  smart:\n    targets:\n      - groq/a")).isEqualTo(plain);
    assertThat(hash("routes: {smart: [groq/a]}")).isEqualTo(plain);
    assertThat(hash("routes: {smart: {targets: [groq/a], hedge: 2s}}")).isNotEqualTo(plain);
    assertThat(hash("routes: {smart: {targets: [groq/a], retries: {most: 1}}}"))
        .isNotEqualTo(plain);
    assertThat(hash("routes: {smart: {targets: [groq/b]}}")).isNotEqualTo(plain);
  }

  private static String hash(String text) {
    return read(text).routes().getFirst().route().hash();
  }
}
