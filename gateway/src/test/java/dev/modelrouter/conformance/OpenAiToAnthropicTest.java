package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.openai.OpenAiChatReader;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.Fixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a caller says in OpenAI's dialect reaches Anthropic in the form it demands. */
class OpenAiToAnthropicTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpProvider ANTHROPIC =
      ProviderCatalogue.load().stream()
          .filter(entry -> entry.id().equals("anthropic"))
          .map(
              entry ->
                  ProviderRegistry.create(
                      entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
          .findFirst()
          .orElseThrow();

  static List<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    JsonNode file =
        JSON.readTree(Fixture.in("translation", "openai-to-anthropic.json").getFirst().bytes());
    for (JsonNode one : file) {
      all.add(Arguments.of(one.get("name").asString(), one.get("in"), one.get("out")));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void request_isTranslated(String name, JsonNode in, JsonNode out) {
    byte[] body =
        ANTHROPIC
            .encode(
                OpenAiChatReader.read(in.toString().getBytes(UTF_8), ModelId.ANY, false),
                "other-model")
            .body();

    ObjectNode sent = (ObjectNode) JSON.readTree(body);
    assertThat(sent.path("model").asString()).isEqualTo("other-model");
    assertThat(sent.path("max_tokens").asInt()).isPositive();
    assertThat(sent.path("stream").asBoolean(true)).isFalse();
    sent.remove(List.of("model", "max_tokens", "stream"));
    assertThat(sent).as(name).isEqualTo(out);
  }
}
