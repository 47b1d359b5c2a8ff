package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An answer of which nothing can be shown is an error, and nothing is held against the provider.
 */
class MediaOutputCallerTest {
  private static final String PICTURE =
      "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\","
          + "\"data\":\"iVBORw0KGgo=\"}}]},\"finishReason\":\"STOP\"}]}";
  private static final String MESSAGE =
      "{\"model\":\"gemini/image\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Draw\"}]}";
  private static final String PLAIN =
      "{\"provider\":\"gemini\",\"messages\":[{\"role\":\"user\",\"content\":\"Draw\"}]}";

  private final FakeProvider gemini = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("GEMINI_API_KEY", "k")
          .set("GEMINI_BASE_URL", gemini.baseUrl())
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    gemini.close();
  }

  private static String streamed(String body) {
    return body.replace("{\"model\"", "{\"stream\":true,\"model\"");
  }

  @Test
  void imageAlone_isAnErrorWhereTheApiHasNoFormForIt() {
    gemini.always(Reply.raw(200, "application/json", PICTURE));
    HttpResponse<String> whole = gateway.post("/v1/messages", MESSAGE);
    HttpResponse<String> plain = gateway.chat(PLAIN);
    gemini.always(
        Reply.rawStream(("data: " + PICTURE + "\r\n\r\n").getBytes(StandardCharsets.UTF_8), 7));
    HttpResponse<String> streamed = gateway.post("/v1/messages", streamed(MESSAGE));
    HttpResponse<String> shown = gateway.post("/v1/chat/completions", streamed(MESSAGE));

    assertThat(whole.statusCode()).isEqualTo(502);
    assertThat(whole.body())
        .contains("\"type\":\"error\"", "no form for")
        .doesNotContain("end_turn");
    assertThat(plain.statusCode()).isEqualTo(502);
    assertThat(streamed.statusCode()).isEqualTo(502);
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("data:image/png;base64,iVBORw0KGgo=", "[DONE]");
  }
}
