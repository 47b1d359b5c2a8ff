package dev.modelrouter.benchmarks;

import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.wire.Endpoint;

/** The dialects that providers speak. */
public enum ProviderKind {
  /** As OpenAI. */
  OPENAI("openai", "gpt-4o-mini", CallerKind.OPENAI),
  /** As Ollama. */
  OLLAMA("ollama", "llama3.2:1b", CallerKind.OLLAMA),
  /** As Gemini. */
  GEMINI("gemini", "gemini-2.5-flash", CallerKind.GEMINI),
  /** As Anthropic. */
  ANTHROPIC("anthropic", "claude-haiku-4-5", CallerKind.ANTHROPIC);

  private final String id;
  private final String model;
  private final CallerKind caller;

  ProviderKind(String id, String model, CallerKind caller) {
    this.id = id;
    this.model = model;
    this.caller = caller;
  }

  /** What it is asked for. */
  String model() {
    return model;
  }

  /** The callers that speak as it does. */
  CallerKind caller() {
    return caller;
  }

  /** One that is never asked. */
  HttpProvider provider() {
    return ProviderCatalogue.load().stream()
        .filter(entry -> entry.id().equals(id))
        .map(
            entry ->
                ProviderRegistry.create(
                    entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "key", model)))
        .findFirst()
        .orElseThrow();
  }
}
