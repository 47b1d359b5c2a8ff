package dev.modelrouter.conformance;

import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.anthropic.AnthropicAnswerWriter;
import dev.modelrouter.api.anthropic.AnthropicRequestReader;
import dev.modelrouter.api.anthropic.AnthropicStreamWriter;
import dev.modelrouter.api.gemini.GeminiAnswerWriter;
import dev.modelrouter.api.gemini.GeminiFraming;
import dev.modelrouter.api.gemini.GeminiRequestReader;
import dev.modelrouter.api.gemini.GeminiStreamWriter;
import dev.modelrouter.api.ollama.OllamaAnswerWriter;
import dev.modelrouter.api.ollama.OllamaEndpoint;
import dev.modelrouter.api.ollama.OllamaRequestReader;
import dev.modelrouter.api.ollama.OllamaStreamWriter;
import dev.modelrouter.api.openai.OpenAiAnswerWriter;
import dev.modelrouter.api.openai.OpenAiChatReader;
import dev.modelrouter.api.openai.OpenAiStreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A dialect that both sides speak: what the callers' side writes, the providers' side reads, and
 * the other way round.
 */
enum Dialect {
  OPENAI("groq", "m") {
    @Override
    StreamWriter writer(String model) {
      return new OpenAiStreamWriter("1", 5, model, true);
    }

    @Override
    byte[] whole(List<ChatEvent.Content> pieces, CompletionSummary completionSummary) {
      return OpenAiAnswerWriter.write("1", 5, pieces, completionSummary, Set.of());
    }

    @Override
    ChatRequest read(byte[] body, ChatRequest of) {
      return OpenAiChatReader.read(body, of.model(), of.stream());
    }
  },
  GEMINI("gemini", "gemini-3.8-flash") {
    @Override
    StreamWriter writer(String model) {
      return new GeminiStreamWriter("1", model, GeminiFraming.SSE);
    }

    @Override
    byte[] whole(List<ChatEvent.Content> pieces, CompletionSummary completionSummary) {
      return GeminiAnswerWriter.write("1", pieces, completionSummary);
    }

    @Override
    ChatRequest read(byte[] body, ChatRequest of) {
      return GeminiRequestReader.read(body, of.model(), of.stream());
    }
  },
  // A model that takes whatever any of Anthropic's takes.
  ANTHROPIC("anthropic", "claude-3-5-haiku") {
    @Override
    StreamWriter writer(String model) {
      return new AnthropicStreamWriter("1", model);
    }

    @Override
    byte[] whole(List<ChatEvent.Content> pieces, CompletionSummary completionSummary) {
      return AnthropicAnswerWriter.write("1", completionSummary.model(), pieces, completionSummary);
    }

    @Override
    ChatRequest read(byte[] body, ChatRequest of) {
      return AnthropicRequestReader.read(body, of.model(), of.stream());
    }
  },
  OLLAMA("ollama", "m") {
    @Override
    StreamWriter writer(String model) {
      return new OllamaStreamWriter(OllamaEndpoint.CHAT, model, () -> Instant.EPOCH, () -> 7);
    }

    @Override
    byte[] whole(List<ChatEvent.Content> pieces, CompletionSummary completionSummary) {
      return OllamaAnswerWriter.write(
          OllamaEndpoint.CHAT, pieces, completionSummary, () -> Instant.EPOCH, () -> 7);
    }

    @Override
    ChatRequest read(byte[] body, ChatRequest of) {
      return OllamaRequestReader.read(OllamaEndpoint.CHAT, body, of.model(), of.stream());
    }
  };

  private final HttpProvider provider;
  private final String model;

  Dialect(String id, String model) {
    this.model = model;
    this.provider =
        ProviderCatalogue.load().stream()
            .filter(entry -> entry.id().equals(id))
            .map(
                entry ->
                    ProviderRegistry.create(
                        entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
            .findFirst()
            .orElseThrow();
  }

  /** Towards a caller: a stream by this model. */
  abstract StreamWriter writer(String model);

  /** Towards a caller: a whole answer. */
  abstract byte[] whole(List<ChatEvent.Content> pieces, CompletionSummary completionSummary);

  /** From a caller. */
  abstract ChatRequest read(byte[] body, ChatRequest of);

  /** Towards a provider. */
  OutboundRequest write(ChatRequest request) {
    return provider.encode(request, model);
  }

  /** Towards a caller: a stream, whole. */
  byte[] stream(List<ChatEvent.Content> pieces, CompletionSummary completionSummary) {
    StreamWriter writer = writer(completionSummary.model());
    ByteBuilder all = new ByteBuilder(64);
    for (ChatEvent.Content piece : pieces) {
      writer.content(piece);
      all.append(writer.take());
    }
    writer.done(completionSummary);
    return all.append(writer.take()).take();
  }

  /** From a provider. */
  StreamDecoder decoder() {
    return provider.newStreamDecoder();
  }

  /** From a provider: a stream that came in these reads. */
  List<ChatEvent> readStream(byte[] bytes, Cuts.Cut cut) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = decoder();
    cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
    decoder.end(events::add);
    return events;
  }

  /** From a provider: a whole answer. */
  List<ChatEvent> readWhole(byte[] bytes) {
    List<ChatEvent> events = new ArrayList<>();
    provider.decodeAnswer(bytes, events::add);
    return events;
  }
}
