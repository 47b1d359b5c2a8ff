package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The list of models as Anthropic's SDKs read it. */
class AnthropicModelsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static GatewayUnderTest gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayUnderTest.with()
            .file("routes: {one: [ollama/a], three: [ollama/c], two: [ollama/b]}")
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static JsonNode get(String path, int status) {
    var answer =
        gateway.send(gateway.request(path).header("anthropic-version", "2023-06-01").build());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("request-id")).isPresent();
    return JSON.readTree(answer.body());
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("data").forEach(model -> ids.add(model.path("id").asString()));
    return ids;
  }

  @Test
  void list_withAnthropicsHeader_hasItsForm() {
    JsonNode list = get("/v1/models", 200);
    assertThat(list.path("has_more").asBoolean(true)).isFalse();
    assertThat(ids(list)).hasSizeGreaterThan(3).contains("one", "two", "three");
    assertThat(list.path("first_id").asString()).isEqualTo(ids(list).getFirst());
    assertThat(list.path("last_id").asString()).isEqualTo(ids(list).getLast());
    for (JsonNode model : list.path("data")) {
      assertThat(model.path("type").asString()).isEqualTo("model");
      assertThat(model.path("display_name").asString()).isNotEmpty();
      assertThat(Instant.parse(model.path("created_at").asString())).isBefore(Instant.now());
    }
  }

  @Test
  void list_inPages_givesEachModelOnce() {
    List<String> all = ids(get("/v1/models", 200));
    int max = all.size() - 1;
    List<String> seen = new ArrayList<>();
    JsonNode page = get("/v1/models?limit=" + max, 200);
    seen.addAll(ids(page));
    assertThat(page.path("has_more").asBoolean()).isTrue();
    page = get("/v1/models?limit=" + max + "&after_id=" + page.path("last_id").asString(), 200);
    seen.addAll(ids(page));
    assertThat(page.path("has_more").asBoolean(true)).isFalse();
    assertThat(seen).isEqualTo(all);
    JsonNode before = get("/v1/models?limit=2&before_id=" + seen.get(3), 200);
    assertThat(ids(before)).isEqualTo(seen.subList(1, 3));
    assertThat(before.path("has_more").asBoolean()).isTrue();
    assertThat(get("/v1/models?limit=x", 400).path("type").asString()).isEqualTo("error");
  }

  @Test
  void model_byName_isFoundOrIsAnthropicsError() {
    assertThat(get("/v1/models/one", 200).path("type").asString()).isEqualTo("model");
    assertThat(get("/v1/models/nothing", 404).path("error").path("type").asString())
        .isEqualTo("not_found_error");
  }

  @Test
  void list_withoutAnthropicsHeader_hasOpenAisForm() {
    assertThat(JSON.readTree(gateway.get("/v1/models").body()).path("object").asString())
        .isEqualTo("list");
  }
}
