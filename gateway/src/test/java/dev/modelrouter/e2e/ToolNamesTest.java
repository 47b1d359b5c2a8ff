package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of tools that a provider refuses are fitted towards it and put back towards the caller. */
class ToolNamesTest {
  private static final String NAME = "mcp.docs:search/" + "x".repeat(70);
  private static final Pattern SENT = Pattern.compile("\"name\":\"(mcp_docs_search_[^\"]*)\"");
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    gateway = GatewayUnderTest.with().openai(openai.baseUrl()).start();
    openai.replyBy(
        request -> {
          Matcher sent = SENT.matcher(request.bodyText());
          assertThat(sent.find()).as(request.bodyText()).isTrue();
          assertThat(sent.group(1)).matches("[a-zA-Z0-9_-]{1,64}");
          assertThat(request.bodyText()).doesNotContain("mcp.docs");
          String call =
              "[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\""
                  + sent.group(1)
                  + "\",\"arguments\":\"{\\\"q\\\":\\\"a\\\"}\"}}]";
          String head = "{\"id\":\"c\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,";
          return request.bodyText().contains("\"stream\":true")
              ? Reply.rawStream(
                  "data: "
                      + head
                      + "\"delta\":{\"role\":\"assistant\",\"tool_calls\":"
                      + call
                      + "},\"finish_reason\":null}]}\n\ndata: "
                      + head
                      + "\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n",
                  11)
              : Reply.raw(
                  200,
                  "application/json",
                  head
                      + "\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
                      + call
                      + "},\"finish_reason\":\"tool_calls\"}]}");
        });
  }

  @AfterEach
  void stop() {
    gateway.close();
    openai.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions,false",
    "/v1/chat/completions,true",
    "/v1/messages,false",
    "/v1/messages,true"
  })
  void name_thatTheProviderRefuses_isFittedAndPutBack(String path, boolean stream) {
    boolean messages = path.endsWith("messages");
    String schema = "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}";
    String tool =
        messages
            ? "{\"name\":\"" + NAME + "\",\"input_schema\":" + schema + "}"
            : "{\"type\":\"function\",\"function\":{\"name\":\""
                + NAME
                + "\",\"parameters\":"
                + schema
                + "}}";

    String answer =
        gateway
            .post(
                path,
                "{\"model\":\"openai/gpt-4o\",\"max_tokens\":9,\"stream\":"
                    + stream
                    + ",\"tools\":["
                    + tool
                    + "],\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
            .body();

    assertThat(answer).contains("\"" + NAME + "\"").doesNotContain("mcp_docs");
  }
}
