package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is seen of a request that nobody reads, and what is left out of it towards OpenAI. */
class RequestPrescanTest {
  private static final String WORD = "{\"role\":\"user\",\"content\":\"a, {b} ]\"}";
  private static final String OPENAIS =
      "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"gAAA\"}";
  private static final String KEPT_BY_OPENAI =
      "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":null}";
  private static final String FOREIGN =
      "{\"summary\":[{\"type\":\"summary_text\",\"text\":\"x\"}],\"type\" : \"reasoning\","
          + "\"encrypted_content\":\"anthropic:Abc=\"}";
  private static final String BARE =
      "{\"type\":\"reasoning\",\"id\":\"rs_req_7f_1_0\",\"summary\":[]}";

  private static RequestPrescan at(String body) {
    return RequestPrescan.scan(body.getBytes(UTF_8));
  }

  private static String body(String input) {
    return "{\"model\" : \"m\", \"input\" : " + input + ", \"odd\":1e400 }";
  }

  private static String left(String items) {
    RequestPrescan requestPrescan = at(body("[" + items + "]"));
    return requestPrescan.foreign() ? new String(requestPrescan.forOpenAi(), UTF_8) : "itself";
  }

  @Test
  void previousAndStore_areSeen() {
    RequestPrescan requestPrescan =
        at("{\"previous_response_id\":\"resp_1\",\"store\":false,\"input\":\"store\"}");

    assertThat(requestPrescan.previous()).isEqualTo("resp_1");
    assertThat(requestPrescan.store()).isFalse();
    assertThat(at("{\"previous_response_id\":null,\"store\":null}").previous()).isNull();
    assertThat(at("{\"store\":null}").store()).isTrue();
    assertThat(at("{\"previous_\\u0072esponse_id\":\"resp_2\"}").previous()).isEqualTo("resp_2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"previous_response_id\":\"a\",\"previous_response_id\":\"b\"}",
        "{\"input\":\"a\",\"inpu\\u0074\":[]}"
      })
  void whatTwoReadersCouldReadInTwoWays_isRefused(String body) {
    assertThatThrownBy(() -> at(body)).isInstanceOf(UntranslatableRequestException.class);
  }

  @Test
  void foreignReasoning_goWithTheirCommas() {
    assertThat(left(WORD + " , " + FOREIGN + " ," + WORD))
        .isEqualTo(body("[" + WORD + " ," + WORD + "]"));
    assertThat(left(FOREIGN + " , " + WORD)).isEqualTo(body("[" + WORD + "]"));
    assertThat(left(WORD + "," + BARE)).isEqualTo(body("[" + WORD + "]"));
    assertThat(left(FOREIGN + "," + BARE)).isEqualTo(body("[]"));
    assertThat(left(" " + BARE + " ")).isEqualTo(body("[  ]"));
  }

  @Test
  void allElse_stays() {
    assertThat(left("")).isEqualTo("itself");
    assertThat(left(WORD + "," + OPENAIS + "," + KEPT_BY_OPENAI)).isEqualTo("itself");
    assertThat(left("[" + FOREIGN + "],null,1," + WORD)).isEqualTo("itself");
    assertThat(left(FOREIGN.replace("reasoning", "message"))).isEqualTo("itself");
    assertThat(at(body("\"" + "anthropic:x" + "\"")).foreign()).isFalse();
  }

  @Test
  void whatIsLeft_isWhatIsNotForeign_inItsOrder() {
    Random random = new Random(20261124);
    List<String> kinds = List.of(WORD, OPENAIS, KEPT_BY_OPENAI, FOREIGN, BARE);
    for (int round = 0; round < 2_000; round++) {
      List<String> items = new ArrayList<>();
      for (int i = random.nextInt(7); i > 0; i--) {
        items.add(" ".repeat(random.nextInt(2)) + kinds.get(random.nextInt(kinds.size())));
      }
      List<String> stay =
          items.stream()
              .filter(item -> !item.strip().equals(FOREIGN) && !item.strip().equals(BARE))
              .toList();
      String all = String.join(",", items);

      String left = left(all);

      assertThat(left.equals("itself")).as(all).isEqualTo(stay.size() == items.size());
      if (!left.equals("itself")) {
        assertThat(JsonMapper.shared().readTree(left))
            .as(all)
            .isEqualTo(JsonMapper.shared().readTree(body("[" + String.join(",", stay) + "]")));
      }
    }
  }
}
