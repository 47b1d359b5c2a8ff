package dev.modelrouter.benchmarks;

import dev.modelrouter.api.openai.OpenAiDialect;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.compatible.CompatibleProvider;
import dev.modelrouter.provider.ollama.OllamaProvider;
import dev.modelrouter.wire.Endpoint;
import java.time.InstantSource;

/** The codecs as the gateway puts them together, for providers that are never asked. */
final class Fixture {
  private static final String NOWHERE = "http://127.0.0.1:1/v1";
  private static final String MODEL = "gpt-5.4-mini-2026-03-17";

  private Fixture() {}

  /** The dialect of callers of {@code /v1/chat/completions}. */
  static OpenAiDialect callers() {
    return new OpenAiDialect(
        Operation.CHAT, name -> new ModelId(null, name), InstantSource.system(), false);
  }

  /** A request for a stream, as the byte path has it. */
  static PassthroughRequest request() {
    return callers().decode(CallerBody.ofSize(1000)).result();
  }

  /** A provider that speaks OpenAI's dialect. */
  static PassthroughProvider openAi() {
    return new CompatibleProvider(
        ProviderDefinition.declared("openai", NOWHERE, "openai"), access());
  }

  /** A provider that speaks Ollama's dialect. */
  static HttpProvider ollama() {
    return new OllamaProvider(ProviderDefinition.declared("ollama", NOWHERE, "ollama"), access());
  }

  private static ProviderEndpoint access() {
    return new ProviderEndpoint(Endpoint.parse(NOWHERE), "key", MODEL);
  }
}
