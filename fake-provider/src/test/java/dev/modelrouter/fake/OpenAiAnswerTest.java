package dev.modelrouter.fake;

import static dev.modelrouter.fake.RawClient.ASK;
import static dev.modelrouter.fake.RawClient.OPENAI;
import static dev.modelrouter.fake.RawClient.STREAM;
import static dev.modelrouter.fake.RawClient.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiAnswerTest {

  private static final String CHUNK =
      "{\"id\":\"chatcmpl-fake-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
          + "\"model\":\"m1\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_fake\","
          + "\"choices\":[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}]%s}";
  private static final String USAGE =
      "{\"prompt_tokens\":19,\"completion_tokens\":5,\"total_tokens\":24,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
          + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
          + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";

  private final FakeProvider provider = FakeProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void answer_askedWhole_isOneCompletion() throws IOException {
    provider.always(Reply.text("Hel", "lo \"you\"\n").usage(19, 5).finishReason("length"));
    Seen seen = RawClient.ask(provider, OPENAI, WHOLE);
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.head()).contains("Content-Type: application/json\r\n");
    assertThat(seen.body())
        .isEqualTo(
            "{\"id\":\"chatcmpl-fake-1\",\"object\":\"chat.completion\",\"created\":1790000000,"
                + "\"model\":\"m1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"Hello \\\"you\\\"\\n\",\"refusal\":null,\"annotations\":[]},"
                + "\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":"
                + USAGE
                + ",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_fake\"}");
  }

  @Test
  void answer_withoutStreamField_isWhole() throws IOException {
    assertThat(RawClient.ask(provider, OPENAI, ASK + "}").body()).contains("\"chat.completion\"");
    assertThat(RawClient.ask(provider, OPENAI, ASK + ",\"stream\":null}").body())
        .contains("\"chat.completion\"");
  }

  @Test
  void answer_streamed_hasRoleContentFinishAndDone() throws IOException {
    provider.always(Reply.text("Hé", "l\n"));
    Seen seen = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(seen.head()).contains("Content-Type: text/event-stream; charset=utf-8\r\n");
    assertThat(seen.isWhole()).isTrue();
    assertThat(seen.body())
        .isEqualTo(
            data("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null", "")
                + data("{\"content\":\"Hé\"}", "null", "")
                + data("{\"content\":\"l\\n\"}", "null", "")
                + data("{}", "\"stop\"", "")
                + "data: [DONE]\n\n");
  }

  @Test
  void stream_withUsageAsked_hasUsageChunkAndNullsBefore() throws IOException {
    provider.always(Reply.text("a").usage(19, 5));
    String body = ASK + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    assertThat(RawClient.ask(provider, OPENAI, body).body())
        .startsWith(
            data(
                "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}",
                "null",
                ",\"usage\":null"))
        .endsWith(
            data("{}", "\"stop\"", ",\"usage\":null")
                + "data: {\"id\":\"chatcmpl-fake-1\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1790000000,\"model\":\"m1\",\"service_tier\":\"default\","
                + "\"system_fingerprint\":\"fp_fake\",\"choices\":[],\"usage\":"
                + USAGE
                + "}\n\ndata: [DONE]\n\n");
  }

  @Test
  void answer_withOwnModel_namesThatModel() throws IOException {
    provider.always(Reply.text("a").model("other/model"));
    assertThat(RawClient.ask(provider, OPENAI, WHOLE).body())
        .contains("\"model\":\"other/model\"")
        .doesNotContain("m1");
  }

  @Test
  void stream_withCrlf_endsLinesWithBoth() throws IOException {
    provider.always(Reply.text("a").crlf());
    assertThat(RawClient.ask(provider, OPENAI, STREAM).body().replace("\r\n", ""))
        .doesNotContain("\n")
        .endsWith("data: [DONE]");
  }

  @Test
  void stream_withMultiLineData_hasTwoDataLinesAnEvent() throws IOException {
    provider.always(Reply.text("a").multiLineData());
    assertThat(RawClient.ask(provider, OPENAI, STREAM).body())
        .startsWith("data: {\ndata: \"id\":\"chatcmpl-fake-1\",")
        .endsWith("\n\ndata: [DONE]\n\n");
  }

  @Test
  void stream_withComments_hasOneBeforeEachEvent() throws IOException {
    provider.always(Reply.text("a").comments());
    String body = RawClient.ask(provider, OPENAI, STREAM).body();
    assertThat(body).startsWith(": OPENROUTER PROCESSING\n\ndata: {");
    assertThat(body.split(": OPENROUTER PROCESSING\n\ndata: ", -1)).hasSize(5);
  }

  @Test
  void stream_withHugeLine_carriesAllOfIt() throws IOException {
    provider.always(Reply.hugeLine());
    Seen seen = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(seen.isWhole()).isTrue();
    assertThat(seen.body().lines().mapToInt(String::length).max().orElse(0))
        .isGreaterThan(2 * 1024 * 1024);
  }

  @Test
  void rawStream_cutByteByByte_keepsTheBytes() throws IOException {
    String body = "data: ü\n\ndata: [DONE]\n\n";
    provider.always(Reply.rawStream(body, 1));
    Seen seen = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(seen.body()).isEqualTo(body);
    assertThat(seen.rawBody()).startsWith("1\r\nd\r\n1\r\na\r\n");
  }

  @Test
  void stream_ofTokens_sendsEachInOneWrite() throws IOException {
    provider.always(
        Reply.text("a", "b")
            .beforeFirstToken(java.time.Duration.ofMillis(150))
            .betweenTokens(java.time.Duration.ofMillis(150)));
    try (RawClient client = new RawClient(provider)) {
      client.post(OPENAI, STREAM).readUntil("\"role\":");
      client.readOnce();
      assertThat(client.readOnce())
          .matches("(?s)[0-9a-f]+\r\ndata: [^\n]*\"content\":\"b\"[^\n]*\n\n\r\n.*");
    }
  }

  private static String data(String delta, String finishReason, String more) {
    return "data: " + CHUNK.formatted(delta, finishReason, more) + "\n\n";
  }
}
