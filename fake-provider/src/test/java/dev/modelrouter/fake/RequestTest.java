package dev.modelrouter.fake;

import static dev.modelrouter.fake.RawClient.OPENAI;
import static dev.modelrouter.fake.RawClient.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.RawClient.End;
import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {

  private final FakeProvider provider = FakeProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void request_isRecordedWithHeadersAndBody() throws IOException {
    long before = System.nanoTime();
    try (RawClient client = new RawClient(provider)) {
      client
          .send(
              "POST /v1/chat/completions?x=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer k\r\n"
                  + "X-A: 1\r\nx-a: 2\r\nContent-Length: 13\r\n\r\n{\"model\":\"m\"}")
          .readReply();
    }
    assertThat(provider.requests()).hasSize(1);
    RecordedRequest request = provider.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/v1/chat/completions?x=1");
    assertThat(request.header("AUTHORIZATION")).contains("Bearer k");
    assertThat(request.headers()).containsEntry("x-a", "1, 2").containsKey("content-length");
    assertThat(request.bodyText()).isEqualTo("{\"model\":\"m\"}");
    assertThat(request.receivedAtNanos()).isBetween(before, System.nanoTime());
  }

  @Test
  void chunkedBody_isJoined_andTheConnectionGoesOn() throws IOException {
    String head = "POST " + OPENAI + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (RawClient client = new RawClient(provider)) {
      client.send(head + "6;ext=1\r\n{\"mode\r\nC\r\nl\":\"chunky\"}\r\n0\r\nTrailer: x\r\n\r\n");
      assertThat(client.readReply().body()).contains("\"model\":\"chunky\"");
      assertThat(client.post(OPENAI, WHOLE).readReply().status()).isEqualTo(200);
    }
    assertThat(provider.requests().getFirst().bodyText()).isEqualTo("{\"model\":\"chunky\"}");
  }

  @Test
  void expectContinue_isReportedToGoOn() throws IOException {
    try (RawClient client = new RawClient(provider)) {
      client.send(
          "POST " + OPENAI + " HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n").text()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("{}").readReply().status()).isEqualTo(200);
    }
  }

  @Test
  void connectionClose_isAnnouncedAndDone() throws IOException {
    try (RawClient client = new RawClient(provider)) {
      client.send(
          "POST " + OPENAI + " HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
      Seen seen = client.readToEnd();
      assertThat(seen.head()).contains("Connection: close\r\n");
      assertThat(seen.end()).isEqualTo(End.FIN);
      assertThat(seen.isWhole()).isTrue();
    }
  }

  @Test
  void bodyThatIsNoJson_is400AndUsesNoReplyUp() throws IOException {
    provider.script(Reply.status(500), Reply.text("a"));
    assertThat(RawClient.ask(provider, OPENAI, "{\"model\":").status()).isEqualTo(400);
    assertThat(RawClient.ask(provider, OPENAI, WHOLE).status()).isEqualTo(500);
  }

  @Test
  void requestThatIsNoHttp_is400() throws IOException {
    try (RawClient client = new RawClient(provider)) {
      Seen seen = client.send("hello\r\n\r\n").readToEnd();
      assertThat(seen.status()).isEqualTo(400);
      assertThat(seen.end()).isEqualTo(End.FIN);
    }
  }

  @Test
  void streamWord_insideTheMessages_changesNothing() throws IOException {
    String body =
        "{\"messages\":[{\"content\":\"\\\"stream\\\":true}\",\"stream\":true}], \"model\" :"
            + " \"m\"}";
    assertThat(RawClient.ask(provider, OPENAI, body).body()).startsWith("{").contains("\"m\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models, 200, fake-model",
    "/models, 200, fake-model",
    "/api/tags, 200, fake-model:latest",
    "/api/version, 200, version",
    "/v1/chat/completions, 404, unknown_url",
    "/elsewhere, 404, unknown_url"
  })
  void otherRoutes_haveFixedAnswers(String path, int status, String contains) throws IOException {
    provider.always(Reply.hang());
    try (RawClient client = new RawClient(provider)) {
      Seen seen = client.get(path).readReply();
      assertThat(seen.status()).isEqualTo(status);
      assertThat(seen.body()).contains(contains);
    }
    assertThat(provider.chatRequests()).isEmpty();
  }
}
