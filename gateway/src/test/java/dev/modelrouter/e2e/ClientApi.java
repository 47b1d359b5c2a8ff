package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A way into the gateway: whole answers and streams, in OpenAI's words, in Anthropic's and in the
 * inherited.
 */
enum ClientApi {
  COMPLETION("/v1/chat/completions", "\"model\":\"%s\"") {
    @Override
    CallOutcome answer(HttpResponse<String> answer, long millis) {
      JsonNode body = JSON.readTree(answer.body());
      return new CallOutcome(
          body.at("/choices/0/message/content").asString(),
          body.path("model").asString(),
          body.at("/usage/completion_tokens").asLong(),
          null,
          millis,
          answer);
    }
  },
  COMPLETION_STREAM(
      "/v1/chat/completions",
      "\"model\":\"%s\",\"stream\":true,\"stream_options\":{\"include_usage\":true}") {
    @Override
    CallOutcome answer(HttpResponse<String> answer, long millis) {
      StringBuilder text = new StringBuilder();
      String model = null;
      Long output = null;
      String error = NO_END;
      for (String data : Sse.data(answer.body())) {
        assertThat(error).as("nothing follows the end").isEqualTo(NO_END);
        JsonNode chunk = data.equals("[DONE]") ? null : JSON.readTree(data);
        if (chunk == null) {
          error = null;
        } else if (chunk.has("error")) {
          error = chunk.at("/error/code").asString();
        } else {
          text.append(chunk.at("/choices/0/delta/content").asString(""));
          model = chunk.path("model").asString();
          if (chunk.path("usage").isObject()) {
            output = chunk.at("/usage/completion_tokens").asLong();
          }
        }
      }
      return new CallOutcome(text.toString(), model, output, error, millis, answer);
    }
  },
  MESSAGE("/v1/messages", "\"model\":\"%s\",\"max_tokens\":1000") {
    @Override
    CallOutcome answer(HttpResponse<String> answer, long millis) {
      JsonNode body = JSON.readTree(answer.body());
      return new CallOutcome(
          body.at("/content/0/text").asString(),
          body.path("model").asString(),
          body.at("/usage/output_tokens").asLong(),
          null,
          millis,
          answer);
    }
  },
  MESSAGE_STREAM("/v1/messages", "\"model\":\"%s\",\"max_tokens\":1000,\"stream\":true") {
    @Override
    CallOutcome answer(HttpResponse<String> answer, long millis) {
      return new AnthropicStreamReader(Sse.data(answer.body())).told(millis, answer);
    }
  },
  CHAT("/chat", "\"provider\":\"%s\"") {
    @Override
    CallOutcome answer(HttpResponse<String> answer, long millis) {
      JsonNode body = JSON.readTree(answer.body());
      return new CallOutcome(
          body.path("text").asString(),
          body.path("model").asString(),
          body.at("/provider_meta/tokens_completion").asLong(),
          null,
          millis,
          answer);
    }
  },
  STREAM("/stream", "\"provider\":\"%s\"") {
    @Override
    CallOutcome answer(HttpResponse<String> answer, long millis) {
      List<String> events = Sse.data(answer.body());
      String last = events.getLast();
      String error = last.equals("[DONE]") ? null : NO_END;
      if (last.startsWith("{\"error\"")) {
        error = JSON.readTree(last).path("error").asString();
      }
      return new CallOutcome(Sse.text(answer.body()), null, null, error, millis, answer);
    }
  };

  private static final JsonMapper JSON = JsonMapper.builder().build();
  static final String NO_END = "no end";

  private final String path;
  private final String wanted;

  ClientApi(String path, String wanted) {
    this.path = path;
    this.wanted = wanted;
  }

  /** Reads an answer with status 200. */
  abstract CallOutcome answer(HttpResponse<String> answer, long millis);

  boolean streams() {
    return this == COMPLETION_STREAM || this == MESSAGE_STREAM || this == STREAM;
  }

  boolean inherited() {
    return this == CHAT || this == STREAM;
  }

  /** Whether it is Anthropic's. */
  boolean speaksAnthropic() {
    return this == MESSAGE || this == MESSAGE_STREAM;
  }

  /** Asks this provider and nobody else; null asks whoever may answer, in fallback order. */
  CallOutcome ask(GatewayUnderTest gateway, @Nullable String provider) {
    String whom = wanted.formatted(provider == null ? "auto" : provider);
    String fields = inherited() && provider == null ? "" : "," + whom;
    long begin = System.nanoTime();
    HttpResponse<String> answer =
        gateway.post(
            path, "{\"messages\":[{\"role\":\"user\",\"content\":\"Count\"}]" + fields + "}");
    long millis = (System.nanoTime() - begin) / 1_000_000;
    if (answer.statusCode() == 200) {
      return answer(answer, millis);
    }
    JsonNode body = JSON.readTree(answer.body());
    String place = speaksAnthropic() ? "/error/type" : "/error/code";
    String code = body.at(inherited() ? "/detail/error" : place).asString();
    return new CallOutcome("", null, null, code, millis, answer);
  }
}
