package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenAI-compatible provider ({@code openai/…}) and an Ollama ({@code ollama/…}) behind one
 * gateway, as client libraries meet them. After each test nothing may run, every connection must be
 * given back, and every request must be accounted for once: at the callers' side and at the
 * providers'.
 */
final class TwoProviders implements AfterEachCallback {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PIECE = 97;

  final FakeProvider openai = FakeProvider.start();
  final FakeProvider ollama = FakeProvider.start();
  final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .openai(openai.baseUrl())
          .ollama(ollama.baseUrl())
          // Whatever is given up here, the caller gives it up.
          .set("FIRST_CHUNK_TIMEOUT", 20)
          .set("PROVIDER_TIMEOUT", 20)
          // Less than any pause a provider asks for.
          .set("BACKOFF_BASE_SECONDS", 0.1)
          .start();
  private final List<OpenAIClient> clients = new ArrayList<>();

  /** What a caller sets as its base URL. */
  String baseUrl() {
    return "http://127.0.0.1:" + gateway.port() + "/v1";
  }

  /** OpenAI's SDK with the right key, which tries nothing twice. */
  OpenAIClient openAiSdk() {
    return openAiSdk(GatewayUnderTest.KEY, 0);
  }

  /** OpenAI's SDK, closed with the test. */
  OpenAIClient openAiSdk(String key, int retries) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder().baseUrl(baseUrl()).apiKey(key).maxRetries(retries).build();
    clients.add(client);
    return client;
  }

  /** Who is asked for this model. */
  FakeProvider of(String model) {
    return model.startsWith("ollama/") ? ollama : openai;
  }

  /** Both answer everything with this. */
  void always(Reply reply) {
    openai.always(reply);
    ollama.always(reply);
  }

  /** The body of the last request that this model's provider got. */
  JsonNode received(String model) {
    return received(model, of(model).chatRequests().size() - 1);
  }

  /** The body of one of the requests that this model's provider got, the oldest being 0. */
  JsonNode received(String model, int index) {
    return JSON.readTree(of(model).chatRequests().get(index).body());
  }

  /** Asserts that nothing was sent, since the provider has no words for it. */
  void assertUnsaid(String model) {
    assertThat(of(model).chatRequests()).isEmpty();
  }

  static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  /** An answer from the fixtures. */
  static Reply recorded(String folder, String file) {
    return Reply.raw(200, "application/json", bytes(folder, file));
  }

  /** A stream from the fixtures, in pieces that are no events. */
  static Reply recordedStream(String folder, String file) {
    return Reply.rawStream(bytes(folder, file), PIECE);
  }

  private static byte[] bytes(String folder, String file) {
    return Fixture.in(folder, file).getFirst().bytes();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    clients.forEach(OpenAIClient::close);
    gateway.assertIdle();
    assertAccounts();
    gateway.close();
    for (FakeProvider provider : List.of(openai, ollama)) {
      eventually("no request is open", () -> provider.openRequests() == 0);
      eventually("no connection is left", () -> provider.openConnections() == 0);
      provider.close();
    }
  }

  private void assertAccounts() {
    int asked = openai.chatRequests().size() + ollama.chatRequests().size();
    // Lines are written a moment after the answer.
    eventually(
        "each request is counted and logged",
        () -> accessLines().size() == gateway.total("modelrouter_requests_total"));
    eventually(
        "each attempt is logged, as often as the providers were asked",
        () ->
            accessLines().stream().mapToInt(line -> line.path("attempts").asInt(0)).sum() == asked);
    assertThat(accessLines())
        .hasSize((int) gateway.total("modelrouter_requests_total"))
        .extracting(line -> line.path("request_id").asString())
        .doesNotHaveDuplicates();
  }

  private List<JsonNode> accessLines() {
    return gateway
        .log()
        .lines()
        .filter(line -> line.contains("\"modelrouter.access\""))
        .map(JSON::readTree)
        .toList();
  }
}
