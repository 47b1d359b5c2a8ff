package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a stream of Anthropic's events as its SDKs do, and demands their order: one message, its
 * blocks one after another, counted from 0, each with a beginning and an end.
 */
final class AnthropicStreamReader {
  private final StringBuilder text = new StringBuilder();
  private final TreeSet<Integer> open = new TreeSet<>();
  private int blocks;
  private @Nullable String model;
  private @Nullable Long output;
  private @Nullable String stop;
  private @Nullable String error = ClientApi.NO_END;

  AnthropicStreamReader(List<String> events) {
    for (String event : events) {
      assertThat(error).as("nothing follows the end").isEqualTo(ClientApi.NO_END);
      take(JsonMapper.shared().readTree(event));
    }
  }

  private void take(JsonNode event) {
    String type = event.path("type").asString();
    int index = event.path("index").asInt(-1);
    switch (type) {
      case "message_start" -> {
        assertThat(model).as("one beginning").isNull();
        model = event.at("/message/model").asString();
      }
      case "content_block_start" -> {
        assertThat(model).as("the message has begun").isNotNull();
        assertThat(open).isEmpty();
        assertThat(index).isEqualTo(blocks++);
        open.add(index);
      }
      case "content_block_delta" -> {
        assertThat(open).containsExactly(index);
        text.append(event.at("/delta/text").asString(""));
      }
      case "content_block_stop" -> assertThat(open.remove(index)).isTrue();
      case "message_delta" -> {
        assertThat(open).isEmpty();
        stop = event.at("/delta/stop_reason").asString();
        output = event.at("/usage/output_tokens").asLong();
      }
      case "message_stop" -> {
        assertThat(stop).as("why it stopped").isNotNull();
        error = null;
      }
      case "error" -> error = event.at("/error/type").asString();
      default -> assertThat(type).isEqualTo("ping");
    }
  }

  CallOutcome told(long millis, HttpResponse<String> answer) {
    return new CallOutcome(text.toString(), model, output, error, millis, answer);
  }
}
