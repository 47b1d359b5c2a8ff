package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why an answer ended and what it cost, from every dialect of providers to every dialect of
 * callers, whole and streamed: cached tokens and those of thoughts too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixEndsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Why the model stopped. */
  enum End {
    STOP,
    LENGTH,
    FILTERED
  }

  /** An answer "Hm" of 100 tokens in, 40 of them cached, and 20 out, 5 of them thoughts. */
  enum Out {
    COMPATIBLE("deepseek/m", "stop", "length", "content_filter", true, true) {
      @Override
      String whole(String reason) {
        return "{'id':'1','object':'chat.completion','created':1,'model':'m','choices':[{'index':0,"
            + "'message':{'role':'assistant','content':'Hm'},'finish_reason':'"
            + reason
            + "'}],"
            + USAGE
            + "}";
      }

      @Override
      String stream(String reason) {
        String head = "data: {'id':'1','object':'chat.completion.chunk','created':1,'model':'m',";
        return head
            + "'choices':[{'index':0,'delta':{'role':'assistant','content':'Hm'}}]}\n\n"
            + head
            + "'choices':[{'index':0,'delta':{},'finish_reason':'"
            + reason
            + "'}]}\n\n"
            + head
            + "'choices':[],"
            + USAGE
            + "}\n\ndata: [DONE]\n\n";
      }

      private static final String USAGE =
          "'usage':{'prompt_tokens':100,'completion_tokens':20,'total_tokens':120,"
              + "'prompt_tokens_details':{'cached_tokens':40},"
              + "'completion_tokens_details':{'reasoning_tokens':5}}";
    },
    ANTHROPIC("anthropic/claude-haiku-4-5", "end_turn", "max_tokens", "refusal", true, false) {
      @Override
      String whole(String reason) {
        return message("[{'type':'text','text':'Hm'}]", "'" + reason + "'", 20);
      }

      @Override
      String stream(String reason) {
        return event("{'type':'message_start','message':" + message("[]", "null", 1) + "}")
            + event(
                "{'type':'content_block_start','index':0,"
                    + "'content_block':{'type':'text','text':''}}")
            + event(
                "{'type':'content_block_delta','index':0,"
                    + "'delta':{'type':'text_delta','text':'Hm'}}")
            + event("{'type':'content_block_stop','index':0}")
            + event(
                "{'type':'message_delta','delta':{'stop_reason':'"
                    + reason
                    + "','stop_sequence':null},'usage':{'output_tokens':20}}")
            + event("{'type':'message_stop'}");
      }

      private static String message(String content, String reason, int output) {
        return "{'id':'m','type':'message','role':'assistant','model':'c','content':"
            + content
            + ",'stop_reason':"
            + reason
            + ",'stop_sequence':null,'usage':{'input_tokens':60,'cache_read_input_tokens':40,"
            + "'cache_creation_input_tokens':0,'output_tokens':"
            + output
            + "}}";
      }

      private static String event(String data) {
        return "event: " + data.split("'")[3] + "\ndata: " + data + "\n\n";
      }
    },
    GEMINI("gemini/m", "STOP", "MAX_TOKENS", "SAFETY", true, true) {
      @Override
      String whole(String reason) {
        return "{'candidates':[{'content':{'role':'model','parts':[{'text':'Hm'}]},'index':0,"
            + "'finishReason':'"
            + reason
            + "'}],'usageMetadata':{'promptTokenCount':100,'candidatesTokenCount':15,"
            + "'thoughtsTokenCount':5,'cachedContentTokenCount':40,'totalTokenCount':120},"
            + "'modelVersion':'m','responseId':'1'}";
      }

      @Override
      String stream(String reason) {
        return "data: " + whole(reason) + "\r\n\r\n";
      }
    },
    OLLAMA("ollama/m", "stop", "length", null, false, false) {
      @Override
      String whole(String reason) {
        return "{'model':'m','created_at':'2026-01-01T00:00:00Z',"
            + "'message':{'role':'assistant','content':'Hm'},'done':true,'done_reason':'"
            + reason
            + "','prompt_eval_count':100,'eval_count':20}";
      }

      @Override
      String stream(String reason) {
        return whole(reason) + "\n";
      }
    };

    private final String model;
    private final String stop;
    private final String length;
    private final @Nullable String filtered;
    private final boolean cached;
    private final boolean thoughts;

    Out(
        String model,
        String stop,
        String length,
        @Nullable String filtered,
        boolean cached,
        boolean thoughts) {
      this.model = model;
      this.stop = stop;
      this.length = length;
      this.filtered = filtered;
      this.cached = cached;
      this.thoughts = thoughts;
    }

    /** The answer as one document, with ' for ". */
    abstract String whole(String reason);

    /** The answer as a stream, with ' for ". */
    abstract String stream(String reason);

    @Nullable String word(End end) {
      return switch (end) {
        case STOP -> stop;
        case LENGTH -> length;
        case FILTERED -> filtered;
      };
    }

    Reply reply(String reason, boolean streamed) {
      String body = (streamed ? stream(reason) : whole(reason)).replace('\'', '"');
      return streamed ? Reply.rawStream(body, 37) : Reply.raw(200, "application/json", body);
    }
  }

  /** Where a dialect of callers has the facts: of a stream, wherever they come last. */
  enum In {
    OPENAI(
        "/v1/chat/completions",
        "'stream_options':{'include_usage':true},",
        List.of("/choices/0/finish_reason"),
        List.of("stop", "length", "content_filter"),
        "/usage/prompt_tokens",
        "/usage/completion_tokens",
        "/usage/prompt_tokens_details/cached_tokens",
        "/usage/completion_tokens_details/reasoning_tokens"),
    RESPONSES(
        "/v1/responses",
        "",
        List.of("/incomplete_details/reason", "/status"),
        List.of("completed", "max_output_tokens", "content_filter"),
        "/usage/input_tokens",
        "/usage/output_tokens",
        "/usage/input_tokens_details/cached_tokens",
        "/usage/output_tokens_details/reasoning_tokens"),
    ANTHROPIC(
        "/v1/messages",
        "'max_tokens':99,",
        List.of("/stop_reason", "/delta/stop_reason"),
        List.of("end_turn", "max_tokens", "refusal"),
        "/usage/input_tokens",
        "/usage/output_tokens",
        "/usage/cache_read_input_tokens",
        null),
    GEMINI(
        "/v1beta/models/",
        "",
        List.of("/candidates/0/finishReason"),
        List.of("STOP", "MAX_TOKENS", "SAFETY"),
        "/usageMetadata/promptTokenCount",
        "/usageMetadata/candidatesTokenCount",
        "/usageMetadata/cachedContentTokenCount",
        "/usageMetadata/thoughtsTokenCount"),
    OLLAMA(
        "/api/chat",
        "",
        List.of("/done_reason"),
        List.of("stop", "length", "content_filter"),
        "/prompt_eval_count",
        "/eval_count",
        null,
        null);

    private final String path;
    private final String more;
    private final List<String> reasons;
    private final List<String> words;
    private final String input;
    private final String output;
    private final @Nullable String cached;
    private final @Nullable String thoughts;

    In(
        String path,
        String more,
        List<String> reasons,
        List<String> words,
        String input,
        String output,
        @Nullable String cached,
        @Nullable String thoughts) {
      this.path = path;
      this.more = more;
      this.reasons = reasons;
      this.words = words;
      this.input = input;
      this.output = output;
      this.cached = cached;
      this.thoughts = thoughts;
    }

    HttpResponse<String> ask(GatewayUnderTest gateway, String model, boolean stream) {
      if (this == GEMINI) {
        String verb = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return gateway.post(
            path + model + verb,
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
      }
      String question =
          this == RESPONSES ? "'input':'Hi'" : "'messages':[{'role':'user','content':'Hi'}]";
      String body = "{'model':'%s','stream':%s,%s%s}".formatted(model, stream, more, question);
      return gateway.post(path, body.replace('\'', '"'));
    }

    /** The documents of an answer, oldest first. */
    List<JsonNode> documents(String body, boolean stream) {
      List<JsonNode> all = new ArrayList<>();
      for (String each :
          !stream ? List.of(body) : this == OLLAMA ? body.lines().toList() : Sse.data(body)) {
        if (!each.equals("[DONE]")) {
          JsonNode document = JSON.readTree(each);
          JsonNode started = document.path("message");
          JsonNode inner = document.path("response");
          all.add(inner.isObject() ? inner : started.has("usage") ? started : document);
        }
      }
      return all;
    }
  }

  private final FakeProvider provider = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("DEEPSEEK_API_KEY", "operators-deepseek-key")
          .set("DEEPSEEK_BASE_URL", provider.baseUrl())
          .ollama(provider.baseUrl())
          .set("GEMINI_API_KEY", "operators-gemini-key")
          .set("GEMINI_BASE_URL", provider.baseUrl())
          .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
          .set("ANTHROPIC_BASE_URL", provider.baseUrl())
          .set("FIRST_CHUNK_TIMEOUT", 10)
          .set("PROVIDER_TIMEOUT", 10)
          .set("OLLAMA_RATE_LIMIT", 0)
          .start();

  static Stream<Arguments> pairs() {
    return Stream.of(In.values())
        .flatMap(
            in ->
                Stream.of(Out.values())
                    .flatMap(
                        out ->
                            Stream.of(false, true).map(stream -> Arguments.of(in, out, stream))));
  }

  @AfterEach
  void nothingIsLeft() {
    GatewayUnderTest.eventually("no request is open", () -> provider.openRequests() == 0);
    provider.reset();
  }

  @AfterAll
  void stop() {
    gateway.close();
    provider.close();
  }

  private static @Nullable JsonNode last(List<JsonNode> documents, @Nullable String pointer) {
    JsonNode found = null;
    for (JsonNode document : documents) {
      JsonNode here = pointer == null ? null : document.at(pointer);
      if (here != null && !here.isMissingNode() && !here.isNull()) {
        found = here;
      }
    }
    return found;
  }

  private static long tokens(List<JsonNode> documents, @Nullable String pointer) {
    JsonNode found = last(documents, pointer);
    return found == null ? 0 : found.asLong();
  }

  @ParameterizedTest(name = "{0} -> {1}, streamed: {2}")
  @MethodSource("pairs")
  void theReason_isTheCallersWordForIt(In in, Out out, boolean stream) {
    for (End end : End.values()) {
      String word = out.word(end);
      if (word != null) {
        provider.always(out.reply(word, stream));

        HttpResponse<String> answer = in.ask(gateway, out.model, stream);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> documents = in.documents(answer.body(), stream);
        String reason =
            in.reasons.stream()
                .map(pointer -> last(documents, pointer))
                .filter(found -> found != null)
                .findFirst()
                .map(JsonNode::asString)
                .orElse("none");
        assertThat(reason).as(answer.body()).isEqualTo(in.words.get(end.ordinal()));
        assertThat(answer.body()).contains("Hm");
      }
    }
  }

  @ParameterizedTest(name = "{0} -> {1}, streamed: {2}")
  @MethodSource("pairs")
  void tokens_areCountedAsTheCallerCounts(In in, Out out, boolean stream) {
    provider.always(out.reply(out.stop, stream));

    HttpResponse<String> answer = in.ask(gateway, out.model, stream);

    List<JsonNode> documents = in.documents(answer.body(), stream);
    long cached = out.cached && in.cached != null ? 40 : 0;
    long thoughts = out.thoughts && in.thoughts != null ? 5 : 0;
    assertThat(tokens(documents, in.cached)).as(answer.body()).isEqualTo(cached);
    assertThat(tokens(documents, in.thoughts)).as(answer.body()).isEqualTo(thoughts);
    // Anthropic counts what came from a cache apart, and Gemini what was thought.
    assertThat(tokens(documents, in.input))
        .as(answer.body())
        .isEqualTo(in == In.ANTHROPIC ? 100 - cached : 100);
    assertThat(tokens(documents, in.output))
        .as(answer.body())
        .isEqualTo(in == In.GEMINI ? 20 - thoughts : 20);
    assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain("\"error\":{");
  }
}
