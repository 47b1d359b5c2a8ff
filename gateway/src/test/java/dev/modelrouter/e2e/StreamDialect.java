package dev.modelrouter.e2e;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dialect in which a caller can ask for a stream: how it asks, and how it reads the answer. */
enum StreamDialect {
  MESSAGES("/v1/messages", "\"max_tokens\":100,\"messages\":" + StreamDialect.QUESTION) {
    @Override
    List<JsonNode> events(String stream) {
      return ofEvents(stream);
    }

    @Override
    String piece(JsonNode event) {
      return event.at("/delta/text").asString("");
    }

    @Override
    boolean isEnd(JsonNode event) {
      return is(event, "message_stop");
    }

    @Override
    boolean isError(JsonNode event) {
      return is(event, "error");
    }

    @Override
    long output(List<JsonNode> events) {
      return events.get(events.size() - 2).at("/usage/output_tokens").asLong();
    }
  },
  RESPONSES("/v1/responses", "\"max_output_tokens\":100,\"input\":\"Count\"") {
    @Override
    List<JsonNode> events(String stream) {
      return ofEvents(stream);
    }

    @Override
    String piece(JsonNode event) {
      return is(event, "response.output_text.delta") ? event.path("delta").asString() : "";
    }

    @Override
    boolean isEnd(JsonNode event) {
      return is(event, "response.completed");
    }

    @Override
    boolean isError(JsonNode event) {
      return is(event, "response.failed") || is(event, "error");
    }

    @Override
    long output(List<JsonNode> events) {
      return events.getLast().at("/response/usage/output_tokens").asLong();
    }
  },
  GEMINI("/v1beta/models/auto:streamGenerateContent?alt=sse", StreamDialect.CONTENTS) {
    @Override
    List<JsonNode> events(String stream) {
      return ofEvents(stream);
    }
  },
  GEMINI_ARRAY("/v1beta/models/auto:streamGenerateContent", StreamDialect.CONTENTS) {
    @Override
    List<JsonNode> events(String stream) {
      return elements(JSON.readTree(stream)).toList();
    }
  },
  OLLAMA_CHAT("/api/chat", "\"messages\":" + StreamDialect.QUESTION) {
    @Override
    List<JsonNode> events(String stream) {
      return stream.lines().map(JSON::readTree).toList();
    }
  },
  OLLAMA_PROMPT("/api/generate", "\"prompt\":\"Count\"") {
    @Override
    List<JsonNode> events(String stream) {
      return stream.lines().map(JSON::readTree).toList();
    }
  };

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String QUESTION = "[{\"role\":\"user\",\"content\":\"Count\"}]";
  private static final String CONTENTS =
      "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Count\"}]}]";

  private final String path;
  private final String fields;

  StreamDialect(String path, String fields) {
    this.path = path;
    this.fields = fields;
  }

  /** Asks whoever may answer for a stream, and gives back its body. */
  String ask(GatewayUnderTest gateway, String moreFields) {
    boolean inPath = path.contains("/models/");
    String head = inPath ? "" : "\"model\":\"auto\",\"stream\":true,";
    return gateway.post(path, "{" + head + fields + moreFields + "}").body();
  }

  abstract List<JsonNode> events(String stream);

  /** The text in an event, mostly none. */
  String piece(JsonNode event) {
    return Stream.of("/message/content", "/response", "/candidates/0/content/parts/0/text")
        .map(at -> event.at(at).asString(""))
        .collect(Collectors.joining());
  }

  boolean isEnd(JsonNode event) {
    return event.path("done").asBoolean(false)
        || event.at("/candidates/0/finishReason").asString("").equals("STOP");
  }

  boolean isError(JsonNode event) {
    return event.has("error");
  }

  /** Tokens of the answer as its end counts them. */
  long output(List<JsonNode> events) {
    JsonNode last = events.getLast();
    return last.path("eval_count").asLong(0)
        + last.at("/usageMetadata/candidatesTokenCount").asLong(0);
  }

  String text(String stream) {
    return events(stream).stream().map(this::piece).collect(Collectors.joining());
  }

  /** Who went on, as the caller is told; in comments or in the last event. */
  List<String> continuers(String stream) {
    Function<String, String> name = line -> line.substring(line.lastIndexOf(' ') + 1);
    Stream<String> comments =
        stream.lines().filter(line -> line.startsWith(": x-modelrouter continued by ")).map(name);
    JsonNode field = events(stream).getLast().at("/x_modelrouter/continued_by");
    return Stream.concat(comments, elements(field).map(JsonNode::asString)).toList();
  }

  private static List<JsonNode> ofEvents(String stream) {
    return Sse.data(stream).stream().map(JSON::readTree).toList();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static boolean is(JsonNode event, String type) {
    return event.path("type").asString("").equals(type);
  }
}
