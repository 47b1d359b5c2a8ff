package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The list of a stored answer's input, page by page. */
class ItemListTest {
  private static final StoredResponse STORED = stored(45);

  private static StoredResponse stored(int items) {
    String input =
        IntStream.range(0, items)
            .mapToObj(i -> "{\"id\":\"i" + i + "\",\"n\":1e400}")
            .collect(Collectors.joining(",", "{\"input\":[", "]}"));
    return new StoredResponse(new byte[0], input.getBytes(UTF_8));
  }

  private static JsonNode page(StoredResponse stored, String limit, String order, String after) {
    return JsonMapper.shared().readTree(ItemList.write(stored, limit, order, after));
  }

  private static List<String> ids(JsonNode page) {
    return page.path("data").valueStream().map(item -> item.path("id").asString()).toList();
  }

  @Test
  void withoutWishes_theTwentyNewestCome_theNewestFirst() {
    JsonNode page = page(STORED, null, null, null);

    assertThat(ids(page)).hasSize(20).startsWith("i44", "i43").endsWith("i25");
    assertThat(page.path("object").asString()).isEqualTo("list");
    assertThat(page.path("first_id").asString()).isEqualTo("i44");
    assertThat(page.path("last_id").asString()).isEqualTo("i25");
    assertThat(page.path("has_more").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1,asc", "7,asc", "7,desc", "20,desc", "44,asc", "45,asc", "100,desc"})
  void pages_areAllOfIt_inOrder(String limit, String order) {
    List<String> all = new ArrayList<>();
    String after = null;
    boolean more = true;
    while (more) {
      JsonNode page = page(STORED, limit, order, after);
      all.addAll(ids(page));
      after = page.path("last_id").asString();
      more = page.path("has_more").asBoolean();
    }

    List<String> expected = IntStream.range(0, 45).mapToObj(i -> "i" + i).toList();
    assertThat(all).isEqualTo(order.equals("asc") ? expected : expected.reversed());
  }

  @Test
  void nothing_isAPageToo() {
    JsonNode page = page(stored(0), null, null, null);

    assertThat(ids(page)).isEmpty();
    assertThat(page.path("first_id").isNull()).isTrue();
    assertThat(page.path("last_id").isNull()).isTrue();
    assertThat(page.path("has_more").asBoolean()).isFalse();
    assertThat(ids(page(STORED, null, "asc", "i44"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,,,limit",
    "101,,,limit",
    "many,,,limit",
    "1.5,,,limit",
    ",up,,order",
    ",,i45,after"
  })
  void wrongWish_isNamed(String limit, String order, String after, String name) {
    assertThatThrownBy(() -> ItemList.write(STORED, limit, order, after))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class, e -> assertThat(e.parameter()).isEqualTo(name));
  }
}
