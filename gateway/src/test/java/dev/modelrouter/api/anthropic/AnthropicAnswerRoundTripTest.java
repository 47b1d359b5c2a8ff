package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Role;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that this side writes in Anthropic's dialect, the other side reads as the same. */
class AnthropicAnswerRoundTripTest {
  private static final Usage USAGE = new Usage(20, 9, 4, 2, 0);
  private static final CompletionSummary ANSWER =
      new CompletionSummary("p", "mö\"del", USAGE, Map.of(), FinishReason.LENGTH);
  private static final HttpProvider ANTHROPIC =
      ProviderCatalogue.load().stream()
          .filter(entry -> entry.id().equals("anthropic"))
          .map(
              entry ->
                  ProviderRegistry.create(
                      entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
          .findFirst()
          .orElseThrow();

  /** Thoughts with seals or without, text, and parallel calls in pieces. */
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

  private static byte[] stream(List<ChatEvent.Content> pieces) {
    AnthropicStreamWriter writer = new AnthropicStreamWriter("1", ANSWER.model());
    ByteBuilder all = new ByteBuilder(64);
    for (ChatEvent.Content piece : pieces) {
      writer.content(piece);
      all.append(writer.take());
    }
    writer.done(ANSWER);
    return all.append(writer.take()).take();
  }

  private static byte[] whole(List<ChatEvent.Content> pieces) {
    return AnthropicAnswerWriter.write("1", ANSWER.model(), pieces, ANSWER);
  }

  private static List<ChatEvent> read(byte[] bytes, Cuts.Cut cut) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = ANTHROPIC.newStreamDecoder();
    cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
    decoder.end(events::add);
    return events;
  }

  private static List<ChatEvent> read(byte[] bytes) {
    return read(bytes, (b, reader) -> reader.feed(b, 0, b.length));
  }

  /** What comes back as another's seal here: the provider's side knows only Anthropic's. */
  private static Message atAnthropic(List<ChatEvent.Content> pieces) {
    List<ChatEvent.Content> own = new ArrayList<>();
    for (ChatEvent.Content piece : pieces) {
      own.add(
          piece instanceof ChatEvent.SignatureDelta(ReasoningSignature signature)
                  && !signature.isOf(ReasoningSignature.ANTHROPIC_REDACTED)
              ? new ChatEvent.SignatureDelta(
                  new ReasoningSignature(
                      ReasoningSignature.ANTHROPIC, signature.write(ReasoningSignature.ANTHROPIC)))
              : piece);
    }
    return MessageAggregator.message(own);
  }

  private static void assertSame(List<ChatEvent> events, List<ChatEvent.Content> pieces) {
    Message message =
        MessageAggregator.message(
            events.stream()
                .filter(ChatEvent.Content.class::isInstance)
                .map(ChatEvent.Content.class::cast)
                .toList());
    assertThat(message).isEqualTo(atAnthropic(pieces));
    assertThat(events)
        .startsWith(new ChatEvent.Started("mö\"del"))
        .contains(new ChatEvent.Finished(FinishReason.LENGTH), new ChatEvent.UsageReported(USAGE))
        .endsWith(ChatEvent.Completed.INSTANCE);
  }

  @Test
  void stream_writtenForTheCaller_isReadAsTheSame() {
    for (int seed = 0; seed < 400; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);

      assertSame(read(stream(pieces)), pieces);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5, 9})
  void stream_cutAnywhere_isReadAsTheSameEvents(long seed) {
    byte[] bytes = stream(answer(seed));
    List<ChatEvent> expected = read(bytes);

    for (Cuts.Cut cut : Cuts.of(bytes)) {
      assertThat(read(bytes, cut)).isEqualTo(expected);
    }
  }

  @Test
  void streamThatBrokeOff_isNeverReadAsWhole() {
    byte[] bytes = stream(answer(3));
    int end = new String(bytes, UTF_8).indexOf("event: message_stop");
    for (int length = 0; length <= end; length++) {
      int cut = length;
      assertThat(read(bytes, (b, reader) -> reader.feed(b, 0, cut)).getLast())
          .isInstanceOf(ChatEvent.Failed.class);
    }
  }

  @Test
  void wholeAnswer_isReadAsTheSame() {
    for (int seed = 0; seed < 400; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      List<ChatEvent> events = new ArrayList<>();

      ANTHROPIC.decodeAnswer(whole(pieces), events::add);

      assertSame(events, pieces);
    }
  }

  /** A thought that can be read and one that cannot are two. */
  private static Message sentBack(List<ChatEvent.Content> pieces) {
    List<ContentPart> parts = new ArrayList<>();
    for (ContentPart part : MessageAggregator.message(pieces).parts()) {
      if (part instanceof ContentPart.Reasoning(String text, ReasoningSignature signature)
          && signature != null
          && signature.isOf(ReasoningSignature.ANTHROPIC_REDACTED)
          && !text.isEmpty()) {
        parts.add(new ContentPart.Reasoning(text, null));
        parts.add(new ContentPart.Reasoning("", signature));
      } else {
        parts.add(part);
      }
    }
    return new Message(Role.ASSISTANT, parts);
  }

  /** A caller sends back what it was given: the seals' makers are known again. */
  @Test
  void answer_sentBack_isTheMessageItWas() {
    for (int seed = 0; seed < 400; seed++) {
      List<ChatEvent.Content> pieces = answer(seed);
      String body = new String(whole(pieces), UTF_8);
      String content = body.substring(body.indexOf("[{"), body.lastIndexOf(",\"stop_reason\""));

      ChatRequest read =
          AnthropicRequestReader.read(
              ("{\"messages\":[{\"role\":\"assistant\",\"content\":" + content + "}]}")
                  .getBytes(UTF_8),
              ModelId.ANY,
              false);

      assertThat(read.messages()).as("seed %d", seed).containsExactly(sentBack(pieces));
    }
  }
}
