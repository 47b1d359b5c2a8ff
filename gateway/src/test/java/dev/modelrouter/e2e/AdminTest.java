package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators do while the gateway runs. */
class AdminTest {
  private static final String ASK =
      "{\"provider\":\"groq\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider groq = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with().groq(groq.baseUrl()).set("ADMIN_KEY", "operators-own").start();

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
  }

  private int reset(GatewayUnderTest at, String provider, String key) {
    return at.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + at.port()
                            + "/admin/providers/"
                            + provider
                            + "/reset"))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build())
        .statusCode();
  }

  @Test
  void aProviderIsTakenBackIntoUse() {
    groq.script(Reply.status(500), Reply.text("well"));
    assertThat(gateway.chat(ASK).statusCode()).isEqualTo(502);
    assertThat(gateway.chat(ASK).statusCode()).as("it is put away").isEqualTo(503);

    assertThat(reset(gateway, "groq", "operators-own")).isEqualTo(204);

    assertThat(gateway.chat(ASK).statusCode()).isEqualTo(200);
    assertThat(gateway.log()).doesNotContain("operators-own");
  }

  @Test
  void onlyOperatorsMay_andOnlyWithWhomThereIs() {
    assertThat(reset(gateway, "groq", GatewayUnderTest.KEY)).isEqualTo(401);
    assertThat(reset(gateway, "nobody", "operators-own")).isEqualTo(404);
  }

  @Test
  void withoutAKeyOfTheirOwn_thereIsNothing() {
    try (GatewayUnderTest plain = GatewayUnderTest.with().groq(groq.baseUrl()).start()) {
      assertThat(reset(plain, "groq", GatewayUnderTest.KEY)).isEqualTo(404);
    }
  }
}
