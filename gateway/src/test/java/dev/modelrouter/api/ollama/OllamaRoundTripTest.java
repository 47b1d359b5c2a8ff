package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.conformance.Conversations;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.JsonObjectText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What this side writes in Ollama's dialect, the other side reads as the same, and back. */
class OllamaRoundTripTest {
  private static final String PNG = "iVBORw0KGgoAAAANSUhEUg==";
  private static final Usage USAGE = new Usage(20, 9);
  private static final CompletionSummary ANSWER =
      new CompletionSummary("p", "mö\"del", new Usage(20, 9, 4, 3), Map.of(), FinishReason.LENGTH);
  private static final HttpProvider OLLAMA =
      ProviderCatalogue.load().stream()
          .filter(entry -> entry.id().equals("ollama"))
          .map(
              entry ->
                  ProviderRegistry.create(
                      entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), null, "m")))
          .findFirst()
          .orElseThrow();

  @Test
  void request_writtenForOllama_isReadAsTheSame() {
    int read = 0;
    for (int seed = 0; seed < 500; seed++) {
      ChatRequest request = withRealPictures(new Conversations(seed).request());
      byte[] sent;
      try {
        sent = OLLAMA.encode(request, "m").body();
      } catch (UntranslatableRequestException e) {
        continue;
      }
      OllamaEnvelope head = OllamaEnvelope.read(OllamaEndpoint.CHAT.asking(), sent);
      assertThat(head.model()).isEqualTo("m");
      assertThat(head.asks()).isTrue();
      assertThat(
              OllamaRequestReader.read(OllamaEndpoint.CHAT, sent, request.model(), head.stream()))
          .as("seed %d", seed)
          .isEqualTo(asOllamaSaysIt(request));
      read++;
    }
    assertThat(read).isGreaterThan(75);
  }

  private static ChatRequest withRealPictures(ChatRequest request) {
    List<Message> messages = new ArrayList<>();
    for (Message message : request.messages()) {
      List<ContentPart> parts = new ArrayList<>();
      for (ContentPart part : message.parts()) {
        parts.add(
            part instanceof ContentPart.Image image && image.media() instanceof Media.Inline
                ? new ContentPart.Image(new Media.Inline("image/png", PNG), null)
                : part);
      }
      messages.add(new Message(message.role(), parts));
    }
    return with(request, messages, request.tools(), request.toolChoice(), request.format());
  }

  private static ChatRequest with(
      ChatRequest request,
      List<Message> messages,
      List<Tool> tools,
      ToolChoice choice,
      ResponseFormat format) {
    return new ChatRequest(
        request.model(),
        messages,
        request.sampling(),
        tools,
        choice,
        choice == ToolChoice.AUTO ? null : request.parallelTools(),
        format,
        request.reasoningEffort(),
        choice == ToolChoice.AUTO ? null : request.user(),
        request.stream(),
        List.of());
  }

  /** The same but for what Ollama's dialect has no place for. */
  private static ChatRequest asOllamaSaysIt(ChatRequest request) {
    List<Tool> tools =
        switch (request.toolChoice()) {
          case ToolChoice.None ignored -> List.of();
          case ToolChoice.Named named ->
              request.tools().stream().filter(tool -> tool.name().equals(named.name())).toList();
          default -> request.tools();
        };
    return with(
        request,
        request.messages().stream().map(OllamaRoundTripTest::plain).toList(),
        tools.stream().map(OllamaRoundTripTest::plain).toList(),
        ToolChoice.AUTO,
        request.format() instanceof ResponseFormat.Schema schema
            ? new ResponseFormat.Schema("answer", schema.schema(), null)
            : request.format());
  }

  private static Tool plain(Tool tool) {
    return tool.parameters() != null
        ? tool
        : new Tool(
            tool.name(),
            tool.description(),
            "{\"type\":\"object\",\"properties\":{}}",
            tool.strict());
  }

  /** All text first, then pictures and calls; sounds and documents have no place. */
  private static Message plain(Message message) {
    if (message.role() == Role.TOOL) {
      return message;
    }
    List<ContentPart> parts = new ArrayList<>();
    if (!message.text().isEmpty()) {
      parts.add(new ContentPart.Text(message.text()));
    }
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.Image) {
        parts.add(part);
      } else if (part instanceof ContentPart.ToolCall call) {
        parts.add(new ContentPart.ToolCall(call.id(), call.name(), object(call.arguments())));
      }
    }
    return parts.isEmpty() ? new Message(message.role(), "") : new Message(message.role(), parts);
  }

  private static String object(String arguments) {
    ByteBuilder out = new ByteBuilder(64);
    JsonObjectText.append(out, arguments);
    return new String(out.take(), UTF_8);
  }

  /** Thoughts, sealed or not, text, and parallel calls in pieces. */
  private static List<ChatEvent.Content> answer(long seed) {
    Random random = new Random(seed);
    Conversations texts = new Conversations(seed);
    List<ChatEvent.Content> pieces = new ArrayList<>();
    int calls = 0;
    for (int i = random.nextInt(10); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> pieces.add(new ChatEvent.ReasoningDelta(texts.someText()));
        case 1 ->
            pieces.add(
                new ChatEvent.SignatureDelta(
                    new ReasoningSignature(ReasoningSignature.GEMINI, "c2ln" + i)));
        case 2 -> pieces.add(new ChatEvent.TextDelta(texts.someText()));
        default -> {
          pieces.add(new ChatEvent.ToolCallDelta(calls, "id" + calls, "f", "{\"n\":900719925"));
          pieces.add(new ChatEvent.ToolCallDelta(calls, null, null, "4740993,\"s\":\"}"));
          pieces.add(new ChatEvent.ToolCallDelta(calls++, null, null, "\\\"\"}"));
        }
      }
    }
    return pieces;
  }

  /** What is left of an answer where seals have no place. */
  private static List<ChatEvent.Content> shown(List<ChatEvent.Content> pieces) {
    return pieces.stream().filter(piece -> !(piece instanceof ChatEvent.SignatureDelta)).toList();
  }

  private static byte[] stream(OllamaEndpoint form, List<ChatEvent.Content> pieces) {
    OllamaStreamWriter writer =
        new OllamaStreamWriter(form, "mö\"del", () -> Instant.EPOCH, () -> 5);
    ByteBuilder all = new ByteBuilder(64);
    for (ChatEvent.Content piece : pieces) {
      writer.content(piece);
      all.append(writer.take());
    }
    writer.done(ANSWER);
    return all.append(writer.take()).take();
  }

  private static List<ChatEvent> read(byte[] bytes, Cuts.Cut cut) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = OLLAMA.newStreamDecoder();
    cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
    decoder.end(events::add);
    return events;
  }

  private static Message message(List<ChatEvent> events) {
    return MessageAggregator.message(
        events.stream()
            .filter(ChatEvent.Content.class::isInstance)
            .map(ChatEvent.Content.class::cast)
            .toList());
  }

  private static void assertEnd(List<ChatEvent> events) {
    assertThat(events)
        .startsWith(new ChatEvent.Started("mö\"del"))
        .contains(new ChatEvent.Finished(FinishReason.LENGTH), new ChatEvent.UsageReported(USAGE))
        .endsWith(ChatEvent.Completed.INSTANCE);
  }

  @ParameterizedTest
  @EnumSource
  void stream_writtenForTheCaller_isReadAsTheSame(OllamaEndpoint form) {
    for (int seed = 0; seed < 300; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      if (form == OllamaEndpoint.GENERATE) {
        pieces.removeIf(ChatEvent.ToolCallDelta.class::isInstance);
      }

      List<ChatEvent> events =
          read(stream(form, pieces), (b, reader) -> reader.feed(b, 0, b.length));

      assertThat(message(events)).isEqualTo(MessageAggregator.message(shown(pieces)));
      assertEnd(events);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5, 9})
  void stream_cutAnywhere_isReadAsTheSameEvents(long seed) {
    byte[] bytes = stream(OllamaEndpoint.CHAT, answer(seed));
    List<ChatEvent> expected = read(bytes, (b, reader) -> reader.feed(b, 0, b.length));

    for (Cuts.Cut cut : Cuts.of(bytes)) {
      assertThat(read(bytes, cut)).isEqualTo(expected);
    }
  }

  @Test
  void streamThatBrokeOff_isNeverReadAsWhole() {
    byte[] bytes = stream(OllamaEndpoint.CHAT, answer(3));
    int end = bytes.length - 1;
    while (bytes[end - 1] != '\n') {
      end--;
    }
    for (int length = 0; length <= end; length++) {
      int cut = length;
      assertThat(read(bytes, (b, reader) -> reader.feed(b, 0, cut)).getLast())
          .isInstanceOf(ChatEvent.Failed.class);
    }
  }

  /** Of a whole answer the thoughts come first, then the text, then the calls. */
  private static Message sorted(List<ChatEvent.Content> pieces) {
    List<ChatEvent.Content> sorted = new ArrayList<>();
    for (Class<?> kind :
        List.of(
            ChatEvent.ReasoningDelta.class,
            ChatEvent.TextDelta.class,
            ChatEvent.ToolCallDelta.class)) {
      pieces.stream().filter(kind::isInstance).forEach(sorted::add);
    }
    return MessageAggregator.message(sorted);
  }

  private static byte[] whole(List<ChatEvent.Content> pieces) {
    return OllamaAnswerWriter.write(
        OllamaEndpoint.CHAT, pieces, ANSWER, () -> Instant.EPOCH, () -> 5);
  }

  @Test
  void wholeAnswer_isReadAsTheSame() {
    for (int seed = 0; seed < 300; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      List<ChatEvent> events = new ArrayList<>();

      OLLAMA.decodeAnswer(whole(pieces), events::add);

      assertThat(message(events)).isEqualTo(sorted(pieces));
      assertEnd(events);
    }
  }

  @Test
  void answer_sentBack_isTheMessageItWas() {
    for (int seed = 0; seed < 300; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      String body = new String(whole(pieces), UTF_8);
      String message = body.substring(body.indexOf("{\"role\""), body.lastIndexOf(",\"done\":"));

      ChatRequest read =
          OllamaRequestReader.read(
              OllamaEndpoint.CHAT,
              ("{\"messages\":[" + message + "]}").getBytes(UTF_8),
              ModelId.ANY,
              false);

      Message expected = sorted(pieces);
      assertThat(read.messages())
          .containsExactly(expected.parts().isEmpty() ? new Message(Role.ASSISTANT, "") : expected);
    }
  }
}
