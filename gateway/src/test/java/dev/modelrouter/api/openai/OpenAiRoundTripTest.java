package dev.modelrouter.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.FinishReason;
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
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What this side writes in OpenAI's dialect, the other side reads as the same, and back. */
class OpenAiRoundTripTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Usage USAGE = new Usage(20, 9, 4, 3);
  private static final HttpProvider COMPATIBLE = provider("groq");
  private static final HttpProvider OLLAMA = provider("ollama");

  private static HttpProvider provider(String id) {
    return ProviderCatalogue.load().stream()
        .filter(entry -> entry.id().equals(id))
        .map(
            entry ->
                ProviderRegistry.create(
                    entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void request_writtenForAProvider_isReadAsTheSame() {
    for (int seed = 0; seed < 500; seed++) {
      ChatRequest request = new Conversations(seed).request();

      OutboundRequest sent = COMPATIBLE.encode(request, "m");

      assertThat(sent.dropped()).isEmpty();
      assertThat(OpenAiChatReader.read(sent.body(), request.model(), request.stream()))
          .as("seed %d", seed)
          .isEqualTo(request);
    }
  }

  @Test
  void request_writtenForOllama_isJson() {
    int written = 0;
    for (int seed = 0; seed < 500; seed++) {
      ChatRequest request = new Conversations(seed).request();
      try {
        OutboundRequest sent = OLLAMA.encode(request, "m");
        assertThat(JSON.readTree(sent.body()).get("messages").size())
            .isEqualTo(request.messages().size());
        written++;
      } catch (UntranslatableRequestException e) {
        assertThat(e.parameter()).matches("messages\\[\\d+]\\.content");
      }
    }
    assertThat(written).isGreaterThan(100);
  }

  private static byte[] stream(List<ChatEvent.Content> pieces) {
    OpenAiStreamWriter writer = new OpenAiStreamWriter("1", 5, "mö\"del", true);
    ByteBuilder all = new ByteBuilder(64);
    for (ChatEvent.Content piece : pieces) {
      writer.content(piece);
      all.append(writer.take());
    }
    writer.done(FinishReason.LENGTH, USAGE);
    return all.append(writer.take()).take();
  }

  private static List<ChatEvent> expected(List<ChatEvent.Content> pieces) {
    List<ChatEvent> events = new ArrayList<>(pieces);
    events.addFirst(new ChatEvent.Started("mö\"del"));
    events.add(new ChatEvent.Finished(FinishReason.LENGTH));
    events.add(new ChatEvent.UsageReported(USAGE));
    events.add(ChatEvent.Completed.INSTANCE);
    return events;
  }

  private static List<ChatEvent> read(byte[] bytes, Cuts.Cut cut) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = COMPATIBLE.newStreamDecoder();
    cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
    decoder.end(events::add);
    return events;
  }

  @Test
  void stream_writtenForTheCaller_isReadAsTheSameEvents() {
    for (int seed = 0; seed < 500; seed++) {
      List<ChatEvent.Content> pieces = new Conversations(seed).answer();

      List<ChatEvent> events = read(stream(pieces), (b, reader) -> reader.feed(b, 0, b.length));

      assertThat(events).as("seed %d", seed).isEqualTo(expected(pieces));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 9})
  void stream_cutAnywhere_isReadAsTheSameEvents(long seed) {
    List<ChatEvent.Content> pieces = new Conversations(seed).answer();
    byte[] bytes = stream(pieces);

    for (Cuts.Cut cut : Cuts.of(bytes)) {
      assertThat(read(bytes, cut)).isEqualTo(expected(pieces));
    }
  }

  @Test
  void wholeAnswer_isReadAsTheSameMessage() {
    for (int seed = 0; seed < 500; seed++) {
      List<ChatEvent.Content> pieces = new Conversations(seed).answer();
      CompletionSummary completionSummary =
          new CompletionSummary("p", "m", USAGE, Map.of(), FinishReason.LENGTH);
      List<ChatEvent> events = new ArrayList<>();

      COMPATIBLE.decodeAnswer(
          OpenAiAnswerWriter.write("1", 5, pieces, completionSummary, Set.of()), events::add);

      List<ChatEvent.Content> content = new ArrayList<>();
      for (ChatEvent event : events) {
        if (event instanceof ChatEvent.Content piece) {
          content.add(piece);
        }
      }
      assertThat(AssembledMessage.of(content)).isEqualTo(AssembledMessage.of(pieces));
      assertThat(events)
          .contains(
              new ChatEvent.Started("m"),
              new ChatEvent.UsageReported(USAGE),
              new ChatEvent.Finished(FinishReason.LENGTH));
    }
  }
}
