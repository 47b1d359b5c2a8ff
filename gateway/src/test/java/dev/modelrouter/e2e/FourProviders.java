package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One provider that plays them all ({@code openai/…}, {@code ollama/…}, {@code gemini/…}, {@code
 * anthropic/…}) behind one gateway, as client libraries meet them. After each test nothing may run.
 */
final class FourProviders implements AfterEachCallback {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PIECE = 97;

  final FakeProvider fake = FakeProvider.start();
  final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .openai(fake.baseUrl())
          .ollama(fake.baseUrl())
          .set("GEMINI_API_KEY", "operators-gemini-key")
          .set("GEMINI_BASE_URL", fake.baseUrl())
          .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
          .set("ANTHROPIC_BASE_URL", fake.baseUrl())
          .set("FIRST_CHUNK_TIMEOUT", 20)
          .set("PROVIDER_TIMEOUT", 20)
          // A provider that was full is asked again.
          .set("BACKOFF_BASE_SECONDS", "0.001")
          .start();

  /** Where the gateway is. */
  String address() {
    return "http://127.0.0.1:" + gateway.port();
  }

  /** The body of the last request that a provider got. */
  JsonNode received() {
    return JSON.readTree(fake.chatRequests().getLast().body());
  }

  /** From now on the provider gives this answer from the fixtures. */
  void recorded(String folder, String file) {
    fake.always(Reply.raw(200, "application/json", bytes(folder, file)));
  }

  /** The same for a stream, in pieces that are no events. */
  void recordedStream(String folder, String file) {
    fake.always(Reply.rawStream(bytes(folder, file), PIECE));
  }

  private static byte[] bytes(String folder, String file) {
    return Fixture.in(folder, file).getFirst().bytes();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    gateway.assertIdle();
    gateway.close();
    eventually("no request is open", () -> fake.openRequests() == 0);
    fake.close();
  }
}
