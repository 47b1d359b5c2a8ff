package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.wire.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many tiny texts or vectors are not made into something many times their size. */
class EmbeddingCountTest {
  private static final int MAX_TEXTS = 2_048;
  private static final int MAX_VECTORS = 65_536;

  private static PassthroughProvider provider(String id) {
    return ProviderCatalogue.load().stream()
        .filter(entry -> entry.id().equals(id))
        .map(
            entry ->
                (PassthroughProvider)
                    ProviderRegistry.create(
                        entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "key", "m")))
        .findFirst()
        .orElseThrow();
  }

  private static PassthroughRequest request(WireFormat wireFormat, String body) {
    return new PassthroughRequest(
        wireFormat,
        Operation.EMBEDDING,
        ModelId.ANY,
        false,
        RewritableFields.none(body.getBytes(UTF_8)),
        true,
        Map.of(),
        () -> {
          throw new AssertionError();
        });
  }

  private static String copies(String one, int count) {
    return String.join(",", Collections.nCopies(count, one));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI|\"a\"|{\"input\":[ALL]}",
        "GEMINI|{\"model\":\"\"}|{\"requests\":[ALL]}",
        "GEMINI|\"model\":\"\"|{\"requests\":[{ALL}]}",
        "GEMINI|\"model\":\"\"|{ALL}",
      })
  void request_moreThanTheMostTexts_isRefused(WireFormat wireFormat, String one, String body) {
    PassthroughProvider gemini = provider("gemini");
    PassthroughRequest max = request(wireFormat, body.replace("ALL", copies(one, MAX_TEXTS)));
    PassthroughRequest more = request(wireFormat, body.replace("ALL", copies(one, MAX_TEXTS + 1)));

    assertThat(gemini.splice(max, "m").body()).isNotEmpty();
    assertThatThrownBy(() -> gemini.splice(more, "m"))
        .isInstanceOf(UntranslatableRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemini|{\"values\":[1]}", "ollama|[1]"})
  void answer_moreThanTheMostVectors_isAFailure(String pair) {
    String one = pair.substring(pair.indexOf('|') + 1);
    PassthroughProvider provider = provider(pair.substring(0, pair.indexOf('|')));
    PassthroughRequest asked = request(WireFormat.OPENAI, "{\"input\":[]}");
    for (int count : new int[] {MAX_VECTORS, MAX_VECTORS + 1}) {
      List<ChatEvent> told = new ArrayList<>();
      String body = "{\"embeddings\":[" + copies(one, count) + "]}";

      provider.passAnswer(asked, body.getBytes(UTF_8), told::add);

      assertThat(told.getLast())
          .isInstanceOf(count > MAX_VECTORS ? ChatEvent.Failed.class : ChatEvent.Completed.class);
    }
  }
}
