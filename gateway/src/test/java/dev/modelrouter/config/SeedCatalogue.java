package dev.modelrouter.config;

import dev.modelrouter.provider.CatalogueEntry;
import java.util.List;
import java.util.Map;

/** The four providers that every operator expects, with the defaults of the inherited contract. */
final class SeedCatalogue {
  static final List<CatalogueEntry> ENTRIES =
      List.of(
          entry("groq", "https://api.groq.com/openai/v1", "llama-3.3-70b-versatile", 30, true),
          entry("openrouter", "https://openrouter.ai/api/v1", "openai/gpt-3.5-turbo", 20, true),
          entry("openai", "https://api.openai.com/v1", "gpt-4o-mini", 30, true),
          entry("ollama", "http://localhost:11434", "llama3.2:1b", 100, false));

  private SeedCatalogue() {}

  private static CatalogueEntry entry(
      String id, String baseUrl, String model, int perMinute, boolean keyRequired) {
    String dialect = keyRequired ? "openai" : "ollama";
    return new CatalogueEntry(
        id, dialect, baseUrl, model, perMinute, keyRequired, Map.of(), keyRequired);
  }
}
