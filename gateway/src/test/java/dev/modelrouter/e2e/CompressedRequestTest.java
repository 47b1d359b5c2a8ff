package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers who compress what they send. */
class CompressedRequestTest {
  private static final byte[] ASK =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi, compressed\"}]}"
          .getBytes(StandardCharsets.UTF_8);
  private static final int LIMIT = 10 * 1024 * 1024;

  private FakeProvider provider;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
    provider.always(Reply.text("ok"));
    gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .set("PROVIDER_TIMEOUT", 20)
            .set("MAX_BODY_BYTES", 10 * 1024 * 1024)
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  private interface Compression {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] plain, Compression compression) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream over = compression.over(out)) {
      over.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] plain) {
    return compressed(plain, GZIPOutputStream::new);
  }

  private HttpResponse<String> send(String encoding, byte[] body) {
    return gateway.send(
        gateway
            .post("/chat")
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  @Test
  void theProviderIsAskedWhatWasMeant() {
    assertThat(send("gzip", gzip(ASK)).statusCode()).isEqualTo(200);
    assertThat(send("X-Gzip", gzip(ASK)).statusCode()).isEqualTo(200);
    assertThat(send("deflate", compressed(ASK, DeflaterOutputStream::new)).statusCode())
        .isEqualTo(200);
    assertThat(send("identity", ASK).statusCode()).isEqualTo(200);
    assertThat(provider.chatRequests())
        .hasSize(4)
        .allSatisfy(
            asked -> {
              assertThat(asked.bodyText()).contains("Hi, compressed");
              assertThat(asked.header("content-encoding")).isEmpty();
              assertThat(asked.header("accept-encoding")).hasValue("identity");
            });
  }

  @Test
  void anotherEncodingIsRefused_andTheConnectionGoesOn() {
    for (String encoding : new String[] {"br", "zstd", "gzip, gzip"}) {
      HttpResponse<String> answer = send(encoding, ASK);

      assertThat(answer.statusCode()).isEqualTo(415);
      assertThat(answer.body())
          .startsWith("{\"detail\":{\"error\":\"UNSUPPORTED_ENCODING\"")
          .contains("gzip");
      assertThat(answer.headers().firstValue("accept-encoding")).hasValue("gzip, deflate");
    }
    assertThat(send("gzip", gzip(ASK)).statusCode()).isEqualTo(200);
  }

  @Test
  void theLimitIsThatOfTheInflatedBody() {
    byte[] atLimit = Arrays.copyOf(ASK, LIMIT);
    Arrays.fill(atLimit, ASK.length, LIMIT, (byte) ' ');
    assertThat(send("gzip", gzip(atLimit)).statusCode()).isEqualTo(200);

    byte[] above = Arrays.copyOf(atLimit, LIMIT + 1);
    above[LIMIT] = ' ';
    assertThat(send("gzip", gzip(above)).statusCode()).isEqualTo(413);
    HttpResponse<String> bomb = send("gzip", gzip(new byte[300 * 1024 * 1024]));
    assertThat(bomb.statusCode()).isEqualTo(413);
    assertThat(bomb.body()).contains("\"PAYLOAD_TOO_LARGE\"", "10 MiB");
    assertThat(provider.chatRequests()).hasSize(1);
  }

  @Test
  void whatIsBrokenOrCutIsA400() {
    byte[] cut = Arrays.copyOf(gzip(ASK), 30);
    for (byte[] body : new byte[][] {ASK, cut, Arrays.copyOf(cut, 5)}) {
      HttpResponse<String> answer = send("gzip", body);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"detail\":{\"error\":\"BAD_REQUEST\"");
    }
    assertThat(send("gzip", new byte[0]).statusCode()).isEqualTo(422);
    assertThat(provider.chatRequests()).isEmpty();
  }
}
