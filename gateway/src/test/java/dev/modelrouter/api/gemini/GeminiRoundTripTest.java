package dev.modelrouter.api.gemini;

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
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
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
import dev.modelrouter.wire.CompactJson;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.JsonObjectText;
import dev.modelrouter.wire.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What this side writes in Gemini's dialect, the other side reads as the same, and back. */
class GeminiRoundTripTest {
  private static final Usage USAGE = new Usage(20, 9, 4, 3);
  private static final HttpProvider GEMINI =
      ProviderCatalogue.load().stream()
          .filter(entry -> entry.id().equals("gemini"))
          .map(
              entry ->
                  ProviderRegistry.create(
                      entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
          .findFirst()
          .orElseThrow();

  @Test
  void request_writtenForGemini_isReadAsTheSame() {
    int read = 0;
    for (int seed = 0; seed < 500; seed++) {
      ChatRequest request = new Conversations(seed).request();
      OutboundRequest sent;
      try {
        sent = GEMINI.encode(request, "gemini-3.8-flash");
      } catch (UntranslatableRequestException e) {
        continue;
      }
      assertThat(GeminiRequestReader.read(sent.body(), request.model(), request.stream()))
          .as("seed %d", seed)
          .isEqualTo(asGeminiSaysIt(request));
      read++;
    }
    assertThat(read).isGreaterThan(200);
  }

  /** The same but for what Gemini's dialect has no place for. */
  private static ChatRequest asGeminiSaysIt(ChatRequest request) {
    Sampling all = request.sampling();
    Long seed = all.seed();
    return new ChatRequest(
        request.model(),
        merged(request.messages()),
        new Sampling(
            all.maxTokens(),
            all.temperature(),
            all.topP(),
            all.topK(),
            all.stop(),
            seed == null || seed.intValue() != seed ? null : seed,
            all.frequencyPenalty(),
            all.presencePenalty()),
        request.tools().stream().map(GeminiRoundTripTest::plain).toList(),
        request.toolChoice(),
        null,
        request.format() instanceof ResponseFormat.Schema schema
            ? new ResponseFormat.Schema("response", schema.schema(), null)
            : request.format(),
        request.reasoningEffort(),
        null,
        request.stream(),
        List.of());
  }

  private static Tool plain(Tool tool) {
    String schema = tool.parameters();
    return new Tool(
        tool.name(),
        tool.description(),
        schema == null || schema.contains("type")
            ? schema
            : schema.replace("{", "{\"type\":\"object\","),
        null);
  }

  private static List<Message> merged(List<Message> messages) {
    List<Message> merged = new ArrayList<>();
    for (Message message : messages) {
      List<ContentPart> parts = new ArrayList<>();
      message.parts().forEach(part -> parts.addAll(plain(part)));
      if (message.role() == Role.ASSISTANT && !parts.isEmpty() && isFirst(merged)) {
        merged.add(new Message(Role.USER, "(continue)"));
      }
      if (!merged.isEmpty()
          && merged.getLast().role() == message.role()
          && message.role() != Role.TOOL) {
        parts.addAll(0, merged.removeLast().parts());
      }
      if (!parts.isEmpty()) {
        merged.add(new Message(message.role(), parts));
      }
    }
    if (isFirst(merged)) {
      merged.add(new Message(Role.USER, "(continue)"));
    }
    sign(merged);
    return merged;
  }

  private static boolean isFirst(List<Message> merged) {
    return merged.isEmpty() || merged.getLast().role() == Role.SYSTEM;
  }

  /** The first call of each step gets what stands for a signature. */
  private static void sign(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      List<ContentPart> parts = new ArrayList<>(messages.get(i).parts());
      for (int at = 0; at < parts.size(); at++) {
        if (parts.get(at) instanceof ContentPart.ToolCall) {
          ReasoningSignature signature =
              new ReasoningSignature(ReasoningSignature.GEMINI, "skip_thought_signature_validator");
          parts.add(at, new ContentPart.Reasoning("", signature));
          break;
        }
      }
      messages.set(i, new Message(messages.get(i).role(), parts));
    }
  }

  private static List<ContentPart> plain(ContentPart part) {
    return switch (part) {
      case ContentPart.Text text -> text.text().isEmpty() ? List.of() : List.of(text);
      case ContentPart.Image image when image.media() instanceof Media.Inline ->
          List.of(new ContentPart.Image(image.media(), null));
      // Without a type nobody can tell what is at an address.
      case ContentPart.Image image -> List.of(new ContentPart.Document(image.media(), null));
      case ContentPart.Document document ->
          List.of(new ContentPart.Document(document.media(), null));
      case ContentPart.ToolCall call ->
          List.of(new ContentPart.ToolCall(call.id(), call.name(), object(call.arguments())));
      default -> List.of(part);
    };
  }

  private static String object(String arguments) {
    ByteBuilder out = new ByteBuilder(64);
    JsonObjectText.append(out, arguments);
    return CompactJson.of(new String(out.take(), StandardCharsets.UTF_8));
  }

  /** Thoughts with seals, text, and parallel calls in pieces; all that Gemini can say. */
  private static List<ChatEvent.Content> answer(long seed) {
    Random random = new Random(seed);
    Conversations texts = new Conversations(seed);
    List<ChatEvent.Content> pieces = new ArrayList<>();
    int calls = 0;
    for (int i = random.nextInt(10); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> pieces.add(new ChatEvent.ReasoningDelta(texts.someText()));
        case 1 -> {
          String maker =
              ReasoningSignature.MAKERS.get(random.nextInt(ReasoningSignature.MAKERS.size()));
          pieces.add(new ChatEvent.SignatureDelta(new ReasoningSignature(maker, "c2ln" + i)));
          pieces.add(new ChatEvent.TextDelta(texts.someText()));
        }
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

  private static byte[] stream(List<ChatEvent.Content> pieces, GeminiFraming framing) {
    GeminiStreamWriter writer = new GeminiStreamWriter("1", "mö\"del", framing);
    ByteBuilder all = new ByteBuilder(64);
    for (ChatEvent.Content piece : pieces) {
      writer.content(piece);
      all.append(writer.take());
    }
    writer.done(new CompletionSummary("p", "m", USAGE, Map.of(), FinishReason.LENGTH));
    return all.append(writer.take()).take();
  }

  private static List<ChatEvent> read(byte[] bytes, Cuts.Cut cut) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = GEMINI.newStreamDecoder();
    cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
    decoder.end(events::add);
    return events;
  }

  private static List<ChatEvent> whole(byte[] bytes) {
    List<ChatEvent> events = new ArrayList<>();
    GEMINI.decodeAnswer(bytes, events::add);
    return events;
  }

  private static List<ChatEvent.Content> content(List<ChatEvent> events) {
    return events.stream()
        .filter(ChatEvent.Content.class::isInstance)
        .map(ChatEvent.Content.class::cast)
        .toList();
  }

  /** What comes back as another's seal here: the provider's side knows only Gemini's. */
  private static Message atGemini(List<ChatEvent.Content> pieces) {
    List<ChatEvent.Content> own = new ArrayList<>();
    for (ChatEvent.Content piece : pieces) {
      own.add(
          piece instanceof ChatEvent.SignatureDelta sealed
              ? new ChatEvent.SignatureDelta(
                  new ReasoningSignature(
                      ReasoningSignature.GEMINI, ThoughtSignatureCodec.write(sealed.signature())))
              : piece);
    }
    return MessageAggregator.message(own);
  }

  private static void assertWhole(List<ChatEvent> events, List<ChatEvent.Content> pieces) {
    assertThat(MessageAggregator.message(content(events))).isEqualTo(atGemini(pieces));
    assertThat(events)
        .contains(new ChatEvent.Finished(FinishReason.LENGTH), new ChatEvent.UsageReported(USAGE))
        .endsWith(ChatEvent.Completed.INSTANCE);
  }

  @ParameterizedTest
  @EnumSource
  void stream_writtenForTheCaller_isReadAsTheSame(GeminiFraming framing) {
    for (int seed = 0; seed < 300; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      byte[] bytes = stream(pieces, framing);

      assertWhole(
          framing == GeminiFraming.SSE
              ? read(bytes, (b, reader) -> reader.feed(b, 0, b.length))
              : whole(bytes),
          pieces);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5, 9})
  void stream_cutAnywhere_isReadAsTheSameEvents(long seed) {
    byte[] bytes = stream(answer(seed), GeminiFraming.SSE);
    List<ChatEvent> expected = read(bytes, (b, reader) -> reader.feed(b, 0, b.length));

    for (Cuts.Cut cut : Cuts.of(bytes)) {
      assertThat(read(bytes, cut)).isEqualTo(expected);
    }
  }

  @Test
  void wholeAnswer_isReadAsTheSame() {
    for (int seed = 0; seed < 300; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      CompletionSummary completionSummary =
          new CompletionSummary("p", "mö\"del", USAGE, Map.of(), FinishReason.LENGTH);

      List<ChatEvent> events = whole(GeminiAnswerWriter.write("1", pieces, completionSummary));

      assertThat(events).startsWith(new ChatEvent.Started("mö\"del"));
      assertWhole(events, pieces);
    }
  }

  /** A caller sends back what it was given: the seals' makers are known again. */
  @Test
  void answer_sentBack_isTheMessageItWas() {
    for (int seed = 0; seed < 300; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      CompletionSummary completionSummary =
          new CompletionSummary("p", "m", null, Map.of(), FinishReason.STOP);
      String body =
          new String(
              GeminiAnswerWriter.write("1", pieces, completionSummary), StandardCharsets.UTF_8);
      String content = body.substring(body.indexOf("{\"role\""), body.lastIndexOf(",\"index\":0"));

      ChatRequest read =
          GeminiRequestReader.read(
              ("{\"contents\":[" + content + "]}").getBytes(StandardCharsets.UTF_8),
              ModelId.ANY,
              false);

      assertThat(read.messages()).containsExactly(MessageAggregator.message(pieces));
    }
  }
}
