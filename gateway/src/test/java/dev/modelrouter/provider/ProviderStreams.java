package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a provider's responses on both paths: as events for callers of another dialect, as bytes
 * for callers of the same one. Every stream is read under every cut of its bytes, which must make
 * no difference.
 */
public final class ProviderStreams {
  private final PassthroughProvider provider;
  private final PassthroughRequest request;

  private ProviderStreams(PassthroughProvider provider, PassthroughRequest request) {
    this.provider = provider;
    this.request = request;
  }

  /** What a response became. */
  public record Result(List<ChatEvent> events, String bytes) {
    /** The last event. */
    public ChatEvent last() {
      return events.getLast();
    }

    /** Whether it came to its end. */
    public boolean completed() {
      return last() == ChatEvent.Completed.INSTANCE;
    }
  }

  /** A provider of the catalogue, asked for a chat completion. */
  public static ProviderStreams of(String id) {
    return of(id, Operation.CHAT, "{}");
  }

  /** A provider of the catalogue, asked with this body. */
  public static ProviderStreams of(String id, Operation operation, String body) {
    ProviderDefinition entry =
        ProviderCatalogue.load().stream()
            .filter(row -> row.id().equals(id))
            .findFirst()
            .orElseThrow();
    PassthroughProvider provider =
        (PassthroughProvider)
            ProviderRegistry.create(
                entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m"));
    WireFormat wireFormat =
        switch (entry.dialect()) {
          case "anthropic" -> WireFormat.ANTHROPIC;
          case "gemini" -> WireFormat.GEMINI;
          case "ollama" -> operation == Operation.EMBEDDING ? WireFormat.OPENAI : WireFormat.OLLAMA;
          default -> WireFormat.OPENAI;
        };
    return new ProviderStreams(
        provider,
        new PassthroughRequest(
            wireFormat,
            operation,
            ModelId.ANY,
            true,
            RewritableFields.none(body.getBytes(UTF_8)),
            true,
            Map.of(),
            () -> {
              throw new AssertionError("bytes need no meaning");
            }));
  }

  /** Reads one stream for a caller of another dialect. */
  public StreamDecoder decoder() {
    return provider.newStreamDecoder();
  }

  /** A stream for a caller of another dialect, under one cut. */
  public Result events(byte[] sent, Cuts.Cut cut) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = provider.newStreamDecoder();
    cut.feed(sent, (bytes, offset, length) -> decoder.feed(bytes, offset, length, events::add));
    decoder.end(events::add);
    return new Result(events, "");
  }

  /** A stream for a caller of the same dialect, under one cut. */
  public Result relayed(byte[] sent, Cuts.Cut cut) {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder relay =
        provider.newStreamRelay(request, (bytes, from, to) -> passed.write(bytes, from, to - from));
    cut.feed(sent, (bytes, offset, length) -> relay.feed(bytes, offset, length, events::add));
    relay.end(events::add);
    return new Result(events, passed.toString(UTF_8));
  }

  /** A stream for a caller of another dialect. */
  public Result events(String stream) {
    byte[] sent = stream.getBytes(UTF_8);
    Result uncut = events(sent, (bytes, reader) -> reader.feed(bytes, 0, bytes.length));
    for (Cuts.Cut cut : Cuts.of(sent)) {
      assertThat(events(sent, cut)).isEqualTo(uncut);
    }
    return uncut;
  }

  /** A stream for a caller of the same dialect. */
  public Result relayed(String stream) {
    byte[] sent = stream.getBytes(UTF_8);
    Result uncut = relayed(sent, (bytes, reader) -> reader.feed(bytes, 0, bytes.length));
    for (Cuts.Cut cut : Cuts.of(sent)) {
      Result result = relayed(sent, cut);
      assertThat(result.bytes().stripTrailing()).isEqualTo(uncut.bytes().stripTrailing());
      assertThat(result.events()).isEqualTo(uncut.events());
    }
    return uncut;
  }

  /** A whole response for a caller of another dialect. */
  public Result whole(String body) {
    List<ChatEvent> events = new ArrayList<>();
    provider.decodeAnswer(body.getBytes(UTF_8), events::add);
    return new Result(events, "");
  }

  /** A whole response for a caller of the same dialect. */
  public Result passed(String body) {
    List<ChatEvent> events = new ArrayList<>();
    byte[] passed = provider.passAnswer(request, body.getBytes(UTF_8), events::add);
    return new Result(events, new String(passed, UTF_8));
  }
}
