package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A gateway with nothing configured. */
class DemoTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @Test
  void theDemonstrationAnswersAndSaysSo_whenNothingIsConfigured() {
    try (GatewayUnderTest gateway = GatewayUnderTest.with().start()) {
      HttpResponse<String> whole = gateway.chat(ASK);
      HttpResponse<String> stream = gateway.stream(ASK);

      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(whole.body()).contains("\"provider\":\"demo\"", "demonstration");
      assertThat(Sse.data(stream.body())).hasSizeGreaterThan(10).endsWith("[DONE]");
      assertThat(Sse.text(stream.body())).contains("demonstration");
      assertThat(gateway.get("/health").body()).contains("\"demo\":\"available\"", "demonstration");
      assertThat(gateway.log()).contains("demonstration");
    }
  }

  @Test
  void theDemonstrationIsNeverUsed_whenAProviderHasAKey() {
    try (FakeProvider provider = FakeProvider.start();
        GatewayUnderTest gateway = GatewayUnderTest.with().groq(provider.baseUrl()).start()) {
      provider.always(Reply.status(500));

      assertThat(gateway.chat(ASK).statusCode()).isEqualTo(503);
      assertThat(gateway.chat("{\"provider\":\"demo\"," + ASK.substring(1)).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void ollamaIsUsed_whenItAnswers() {
    try (FakeProvider ollama = FakeProvider.start();
        GatewayUnderTest gateway = GatewayUnderTest.with().ollama(ollama.baseUrl()).start()) {
      ollama.always(Reply.text("local"));

      assertThat(gateway.chat(ASK).body()).contains("\"provider\":\"ollama\"", "local");
      assertThat(gateway.get("/health").body()).doesNotContain("demo");
    }
  }

  @Test
  void ollamaTakesOver_whenItComesLater() {
    try (FakeProvider ollama = FakeProvider.start()) {
      ollama.always(Reply.text("local"));
      ollama.stopListening();
      try (GatewayUnderTest gateway = GatewayUnderTest.with().ollama(ollama.baseUrl()).start()) {
        assertThat(gateway.chat(ASK).body()).contains("\"provider\":\"demo\"");
        ollama.resumeListening();
        eventually(
            "Ollama is found",
            () -> gateway.get("/health").body().contains("\"ollama\":\"available\"}"));
        assertThat(gateway.chat(ASK).body()).contains("\"provider\":\"ollama\"");
      }
    }
  }

  @Test
  void anOpenGatewaySaysSo() {
    try (GatewayUnderTest gateway = GatewayUnderTest.with().unset("API_KEY").start()) {
      assertThat(gateway.get("/health").body()).contains("API_KEY is not set");
      assertThat(gateway.log()).contains("API_KEY is not set");
    }
  }
}
