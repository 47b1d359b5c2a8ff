package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.provider.ProviderStreams;
import dev.modelrouter.provider.ProviderStreams.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What models make beside text reaches callers of each dialect that has a form for it. */
class MediaOutputTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PNG = "iVBORw0KGgo=";
  private static final Media IMAGE = new Media.Inline("image/png", PNG);
  private static final String URL = "https://example.com/a.png";

  /** How providers say it. */
  enum Source {
    GEMINI("gemini", IMAGE) {
      @Override
      String whole() {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\","
            + "\"data\":\""
            + PNG
            + "\"}}]},\"finishReason\":\"STOP\"}],\"modelVersion\":\"m\"}";
      }

      @Override
      String stream() {
        return "data: " + whole() + "\r\n\r\n";
      }
    },
    GEMINI_FILE("gemini", new Media.Remote(URL, "image/png")) {
      @Override
      String whole() {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"fileData\":{\"mimeType\":\"image/png\","
            + "\"fileUri\":\""
            + URL
            + "\"}}]},\"finishReason\":\"STOP\"}],\"modelVersion\":\"m\"}";
      }

      @Override
      String stream() {
        return "data: " + whole() + "\r\n\r\n";
      }
    },
    OPENROUTER("openrouter", IMAGE) {
      @Override
      String message() {
        return "{\"content\":\"\",\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
            + PNG
            + "\"}}]}";
      }
    },
    ADDRESS("vercel", new Media.Remote(URL, null)) {
      @Override
      String message() {
        return "{\"images\":[{\"image_url\":{\"url\":\"" + URL + "\"}}],\"content\":null}";
      }
    },
    CONTENT_PART("openrouter", IMAGE) {
      @Override
      String message() {
        return "{\"content\":[{\"type\":\"image_url\",\"image_url\":\"data:image/png;name=a;base64,"
            + PNG
            + "\"}]}";
      }
    };

    private final ProviderStreams provider;
    private final Media media;

    Source(String id, Media media) {
      this.provider = ProviderStreams.of(id);
      this.media = media;
    }

    String message() {
      throw new IllegalStateException("not of this dialect");
    }

    String whole() {
      return "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
          + message()
          + ",\"finish_reason\":\"stop\"}]}";
    }

    String stream() {
      return "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
          + message()
          + "}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n";
    }
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(Source.values())
        .flatMap(
            source -> Arrays.stream(Caller.values()).map(caller -> Arguments.of(source, caller)));
  }

  private static AnswerContent said(List<ChatEvent> events) {
    AnswerContent answerContent = AnswerContent.of(events);
    return new AnswerContent(
        answerContent.content(),
        new CompletionSummary("p", "m", new Usage(1, 1), Map.of(), answerContent.end().finish()));
  }

  private static List<JsonNode> documents(byte[] stream) {
    List<JsonNode> documents = new ArrayList<>();
    for (String line : new String(stream, UTF_8).split("\r?\n")) {
      String json = line.startsWith("data: ") ? line.substring(6) : line;
      if (json.startsWith("{")) {
        documents.add(JSON.readTree(json));
      }
    }
    return documents;
  }

  private static String first(List<JsonNode> documents, String... paths) {
    for (JsonNode document : documents) {
      for (String path : paths) {
        if (document.at(path).isString()) {
          return document.at(path).asString();
        }
      }
    }
    return null;
  }

  /** The picture as the caller finds it: an address, bytes, or nothing. */
  private static String found(Caller caller, List<JsonNode> documents) {
    return switch (caller) {
      case OPENAI ->
          first(
              documents,
              "/choices/0/delta/images/0/image_url/url",
              "/choices/0/message/images/0/image_url/url");
      case GEMINI, GEMINI_ARRAY ->
          first(
              documents,
              "/candidates/0/content/parts/0/inlineData/data",
              "/candidates/0/content/parts/0/fileData/fileUri");
      case OLLAMA -> first(documents, "/message/images/0");
      case RESPONSES -> first(documents, "/response/output/0/result", "/output/0/result");
      case ANTHROPIC -> null;
    };
  }

  private static String expected(Caller caller, Media media) {
    boolean here = media instanceof Media.Inline;
    return switch (caller) {
      case OPENAI -> media.address();
      case GEMINI, GEMINI_ARRAY -> here ? PNG : URL;
      case OLLAMA, RESPONSES -> here ? PNG : null;
      case ANTHROPIC -> null;
    };
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void image_reachesTheCaller_streamedAndWhole(Source source, Caller caller) {
    Result streamed = source.provider.events(source.stream());
    Result whole = source.provider.whole(source.whole());

    for (Result result : List.of(streamed, whole)) {
      AnswerContent answerContent = said(result.events());
      assertThat(answerContent.content()).containsExactly(new ChatEvent.MediaOutput(source.media));
      assertThat(answerContent.end().finish()).isEqualTo(FinishReason.STOP);
      if (caller != Caller.GEMINI_ARRAY) {
        assertThat(found(caller, documents(caller.streamed(answerContent))))
            .isEqualTo(expected(caller, source.media));
      }
      assertThat(found(caller, List.of(JSON.readTree(caller.whole(answerContent)))))
          .isEqualTo(expected(caller, source.media));
    }
  }

  /** For callers of the same dialect the bytes pass, as content. */
  @Test
  void image_passesAsContent_toCallersOfTheSameDialect() {
    for (Source source : List.of(Source.GEMINI, Source.OPENROUTER)) {
      Result relayed = source.provider.relayed(source.stream());

      assertThat(relayed.events()).contains(ChatEvent.OpaqueContent.INSTANCE);
      assertThat(relayed.bytes()).isEqualTo(source.stream());
      assertThat(relayed.completed()).isTrue();
    }
  }

  @Test
  void codeThatRan_passesAsContent_toCallersOfTheSameDialect() {
    String stream =
        "data:"
            + " {\"candidates\":[{\"content\":{\"parts\":[{\"executableCode\":{\"code\":\"1\"}}]},\"finishReason\":\"STOP\"}]}\n\n";

    assertThat(ProviderStreams.of("gemini").relayed(stream).events())
        .contains(ChatEvent.OpaqueContent.INSTANCE);
  }

  @Test
  void draftsOfReasoning_areNoImages() {
    String draft =
        Source.GEMINI.whole().replace("{\"inlineData\"", "{\"thought\":true,\"inlineData\"");

    assertThat(AnswerContent.of(Source.GEMINI.provider.whole(draft).events()).content()).isEmpty();
  }

  @Test
  void sound_isTheAudioOfOpenAisMessage() {
    AnswerContent answerContent =
        new AnswerContent(
            List.of(new ChatEvent.MediaOutput(new Media.Inline("audio/wav", "UklGRg=="))),
            new CompletionSummary("p", "m", null, Map.of(), FinishReason.STOP));

    assertThat(
            JSON.readTree(Caller.OPENAI.whole(answerContent))
                .at("/choices/0/message/audio/data")
                .asString())
        .isEqualTo("UklGRg==");
    assertThat(
            first(documents(Caller.OPENAI.streamed(answerContent)), "/choices/0/delta/audio/data"))
        .isEqualTo("UklGRg==");
  }

  /** The format of OpenAI's sound stands in the request only: what was said in it passes. */
  @Test
  void soundOfACompatibleProvider_isItsTranscript() {
    String message =
        "{\"content\":null,\"audio\":{\"id\":\"a\",\"data\":\"UklGRg==\",\"expires_at\":1,\"transcript\":\"hello\"}}";
    String whole =
        "{\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"stop\"}]}";

    assertThat(AnswerContent.of(ProviderStreams.of("openai").whole(whole).events()).content())
        .containsExactly(new ChatEvent.TextDelta("hello"));
  }
}
