package dev.modelrouter.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files: transcriptions and translations. */
class UploadTest {
  private static final String PATH = "/v1/audio/transcriptions";
  private static final String BOUNDARY = "----gateway7MA4";
  private static final int MIB = 1024 * 1024;

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    gateway = GatewayUnderTest.with().groq(groq.baseUrl()).openai(openai.baseUrl()).start();
    groq.always(Reply.raw(200, "application/json", "{\"text\":\"by groq\"}"));
    openai.always(Reply.raw(200, "text/plain", "by openai"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    openai.close();
  }

  private static byte[] sound(int length) {
    byte[] sound = new byte[length];
    new Random(length).nextBytes(sound);
    return sound;
  }

  private static String field(String name, String value) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(BOUNDARY, name, value);
  }

  private static byte[] form(String before, byte[] file, String behind) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(before.getBytes(UTF_8));
    form.writeBytes(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                + "Content-Type: audio/wav\r\n\r\n")
            .getBytes(UTF_8));
    form.writeBytes(file);
    form.writeBytes(("\r\n" + behind + "--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    return form.toByteArray();
  }

  private HttpRequest.Builder upload(String path) {
    return gateway
        .request(path)
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
  }

  private HttpResponse<String> send(byte[] form) {
    return gateway.send(upload(PATH).POST(HttpRequest.BodyPublishers.ofByteArray(form)).build());
  }

  private static String body(FakeProvider provider) {
    return new String(provider.chatRequests().getLast().body(), ISO_8859_1);
  }

  private static String text(byte[] form) {
    return new String(form, ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 700, 3 * MIB})
  void form_goesAsItIs_butForTheModelsName(int size) {
    byte[] file = sound(size);
    byte[] sent = form(field("model", "openai/whisper-1"), file, field("language", "de"));

    HttpResponse<String> answer = send(sent);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("by openai");
    assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
    assertThat(answer.headers().firstValue("x-modelrouter-provider")).contains("openai");
    assertThat(body(openai))
        .isEqualTo(text(form(field("model", "whisper-1"), file, field("language", "de"))));
    RecordedRequest seen = openai.chatRequests().getLast();
    assertThat(PATH).endsWith(seen.path());
    assertThat(seen.header("content-type")).contains("multipart/form-data; boundary=" + BOUNDARY);
    assertThat(seen.header("authorization")).contains("Bearer " + GatewayUnderTest.OPENAI_KEY);
    assertThat(seen.header("content-length")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {700, 3 * MIB})
  void modelBehindTheFile_isRenamedToo(int size) {
    byte[] file = sound(size);

    HttpResponse<String> answer = send(form("", file, field("model", "groq/whisper-large-v3")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"text\":\"by groq\"}");
    assertThat(body(groq)).isEqualTo(text(form("", file, field("model", "whisper-large-v3"))));
  }

  @Test
  void modelBehindALargeFile_canBeNamedInAHeader() {
    byte[] file = sound(2 * MIB);
    HttpResponse<String> answer =
        gateway.send(
            upload("/v1/audio/translations")
                .header("x-modelrouter-model", "openai/whisper-1")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        form("", file, field("model", "openai/whisper-1"))))
                .build());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(body(openai)).isEqualTo(text(form("", file, field("model", "whisper-1"))));
  }

  @Test
  void providerNamedTooLate_isSaidSo() {
    HttpResponse<String> answer =
        send(form("", sound(2 * MIB), field("model", "openai/whisper-1")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("put 'model' before 'file'", "invalid_request_error");
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void smallForm_goesToTheNextProvider() {
    groq.always(Reply.status(500));
    byte[] file = sound(700_000);

    HttpResponse<String> answer = send(form(field("model", "whisper"), file, ""));

    assertThat(answer.body()).isEqualTo("by openai");
    assertThat(body(openai)).isEqualTo(text(form(field("model", "whisper"), file, "")));
  }

  @Test
  void largeForm_goesToTheNextProvider_ifTheFirstCannotBeReached() {
    groq.stopListening();
    byte[] file = sound(4 * MIB);

    HttpResponse<String> answer = send(form(field("model", "whisper"), file, ""));

    assertThat(answer.body()).isEqualTo("by openai");
    assertThat(body(openai)).isEqualTo(text(form(field("model", "whisper"), file, "")));
  }

  @Test
  void largeForm_thatWasSent_failsWithTheProvider() {
    groq.always(Reply.status(500));

    HttpResponse<String> answer = send(form(field("model", "whisper"), sound(2 * MIB), ""));

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void brokenForms_areRefused() {
    byte[] whole = form(field("model", "m"), sound(10), "");
    HttpResponse<String> json =
        gateway.send(gateway.post(PATH).POST(HttpRequest.BodyPublishers.ofString("{}")).build());
    HttpResponse<String> cut =
        gateway.send(
            upload(PATH)
                .POST(HttpRequest.BodyPublishers.ofByteArray(whole, 0, whole.length - 6))
                .build());
    HttpResponse<String> twice = send(form(field("model", "a"), sound(10), field("model", "b")));
    HttpResponse<String> packed =
        gateway.send(
            upload(PATH)
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(whole))
                .build());

    assertThat(json.statusCode()).isEqualTo(400);
    assertThat(json.body()).contains("multipart/form-data");
    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(cut.body()).contains("not whole");
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(twice.body()).contains("twice");
    assertThat(packed.statusCode()).isEqualTo(415);
    assertThat(groq.chatRequests()).isEmpty();
  }

  @Test
  void tooLargeForm_isRefused_whetherAnnouncedOrNot() {
    byte[] file = sound(101 * MIB);
    byte[] sent = form(field("model", "groq/m"), file, "");

    HttpResponse<String> announced = send(sent);
    HttpResponse<String> chunked =
        gateway.send(
            upload(PATH)
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofByteArray(sent)))
                .build());

    assertThat(announced.statusCode()).isEqualTo(413);
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void form_isReadAsFastAsTheProviderReads_andCancelledWithTheCaller() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GatewayUnderTest slow =
            GatewayUnderTest.with()
                .groq(URI.create("http://127.0.0.1:" + deaf.getLocalPort()))
                .set("PROVIDER_TIMEOUT", 20)
                .start()) {
      AtomicLong written = new AtomicLong();
      try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), slow.port())) {
        Thread.ofVirtual().start(() -> write(caller, written));
        Socket provider = deaf.accept();
        GatewayUnderTest.eventually("the caller is held", () -> standsStill(written));

        assertThat(written).hasValueLessThan(30L * MIB);

        caller.close();
        GatewayUnderTest.eventually("the provider is left", () -> isLeft(provider));
      }
    }
  }

  @Test
  void callerWhoStopsInTheMiddle_isReportedSo_andTheProviderIsNotBlamed() throws IOException {
    try (GatewayUnderTest hasty =
            GatewayUnderTest.with()
                .groq(groq.baseUrl())
                .set("REQUEST_TIMEOUT_SECONDS", 1)
                .set("PROVIDER_TIMEOUT", 0.3)
                .start();
        Socket caller = new Socket(InetAddress.getLoopbackAddress(), hasty.port())) {
      byte[] form = form(field("model", "groq/m"), sound(2 * MIB), "");
      OutputStream out = caller.getOutputStream();
      out.write(head(form.length));
      out.write(form, 0, form.length - 10);

      String answer = new String(caller.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"error\":");
      assertThat(hasty.get("/health").body()).doesNotContain("blacklisted");
    }
  }

  private static byte[] head(int length) {
    return ("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
            + "Content-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\n\r\n")
        .formatted(PATH, GatewayUnderTest.KEY, BOUNDARY, length)
        .getBytes(UTF_8);
  }

  private static void write(Socket caller, AtomicLong written) {
    try {
      OutputStream out = caller.getOutputStream();
      byte[] form = form(field("model", "groq/m"), sound(90 * MIB), "");
      out.write(head(form.length));
      for (int at = 0; at < form.length; at += 64 * 1024) {
        out.write(form, at, Math.min(64 * 1024, form.length - at));
        written.addAndGet(64 * 1024);
      }
    } catch (IOException left) {
      // The test closes the socket when it has seen enough.
    }
  }

  private static boolean standsStill(AtomicLong written) {
    long before = written.get();
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return before > MIB && before == written.get();
  }

  private static boolean isLeft(Socket provider) {
    try {
      provider.setSoTimeout(1000);
      byte[] block = new byte[MIB];
      while (provider.getInputStream().read(block) >= 0) {}
      return true;
    } catch (IOException reset) {
      return true;
    }
  }
}
