package dev.modelrouter.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.anthropic.AnthropicRequestReader;
import dev.modelrouter.api.anthropic.AnthropicStreamWriter;
import dev.modelrouter.api.gemini.GeminiFraming;
import dev.modelrouter.api.gemini.GeminiRequestReader;
import dev.modelrouter.api.gemini.GeminiStreamWriter;
import dev.modelrouter.api.ollama.OllamaEndpoint;
import dev.modelrouter.api.ollama.OllamaRequestReader;
import dev.modelrouter.api.ollama.OllamaStreamWriter;
import dev.modelrouter.api.openai.OpenAiChatReader;
import dev.modelrouter.api.openai.OpenAiStreamWriter;
import dev.modelrouter.api.responses.ResponsesRequestReader;
import dev.modelrouter.api.responses.ResponsesStreamWriter;
import dev.modelrouter.chat.ModelId;
import java.time.InstantSource;

/** The dialects that callers speak. */
public enum CallerKind {
  /** {@code /v1/chat/completions}. */
  OPENAI {
    @Override
    Object read(byte[] body) {
      return OpenAiChatReader.read(body, ModelId.ANY, true);
    }

    @Override
    StreamWriter writer(byte[] body) {
      return new OpenAiStreamWriter("1", CREATED, MODEL, true);
    }
  },
  /** {@code :streamGenerateContent?alt=sse}. */
  GEMINI {
    @Override
    Object read(byte[] body) {
      return GeminiRequestReader.read(body, ModelId.ANY, true);
    }

    @Override
    StreamWriter writer(byte[] body) {
      return new GeminiStreamWriter("1", MODEL, GeminiFraming.SSE);
    }
  },
  /** {@code /v1/messages}. */
  ANTHROPIC {
    @Override
    Object read(byte[] body) {
      return AnthropicRequestReader.read(body, ModelId.ANY, true);
    }

    @Override
    StreamWriter writer(byte[] body) {
      return new AnthropicStreamWriter("1", MODEL);
    }
  },
  /** {@code /api/chat}. */
  OLLAMA {
    @Override
    Object read(byte[] body) {
      return OllamaRequestReader.read(OllamaEndpoint.CHAT, body, ModelId.ANY, true);
    }

    @Override
    StreamWriter writer(byte[] body) {
      return new OllamaStreamWriter(
          OllamaEndpoint.CHAT, MODEL, InstantSource.system(), System::nanoTime);
    }
  },
  /** {@code /v1/responses}. */
  RESPONSES {
    @Override
    byte[] body() {
      return ResponsesBody.of(SampleRequest.chat()).getBytes(UTF_8);
    }

    @Override
    Object read(byte[] body) {
      return ResponsesRequestReader.read(body, ModelId.ANY, true);
    }

    @Override
    StreamWriter writer(byte[] body) {
      return new ResponsesStreamWriter(
          "1", CREATED, () -> CREATED, MODEL, ResponsesRequestReader.read(body, ModelId.ANY, true));
    }
  };

  private static final long CREATED = 1_790_000_000L;
  private static final String MODEL = "gpt-5.4-mini-2026-03-17";

  /** A request as the gateway itself would send it to a provider that speaks so. */
  byte[] body() {
    for (ProviderKind kind : ProviderKind.values()) {
      if (kind.caller() == this) {
        return kind.provider().encode(SampleRequest.chat(), kind.model()).body();
      }
    }
    throw new IllegalStateException("nobody speaks so");
  }

  /** Reads a request. */
  abstract Object read(byte[] body);

  /** Writes a stream that answers this request. */
  abstract StreamWriter writer(byte[] body);
}
