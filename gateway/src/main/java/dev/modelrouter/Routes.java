package dev.modelrouter;

import dev.modelrouter.api.ChatDialect;
import dev.modelrouter.api.Dialect;
import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.api.anthropic.AnthropicWords;
import dev.modelrouter.api.anthropic.CountWords;
import dev.modelrouter.api.gemini.GeminiCountWords;
import dev.modelrouter.api.gemini.GeminiEmbeddingFormat;
import dev.modelrouter.api.gemini.GeminiWords;
import dev.modelrouter.api.ollama.EmbedForm;
import dev.modelrouter.api.ollama.EmbedWords;
import dev.modelrouter.api.ollama.OllamaForm;
import dev.modelrouter.api.ollama.OllamaWords;
import dev.modelrouter.api.openai.OpenAiDialect;
import dev.modelrouter.api.openai.UploadDialect;
import dev.modelrouter.api.responses.ResponseMemory;
import dev.modelrouter.api.responses.ResponsesWords;
import dev.modelrouter.api.responses.StoredRoutes;
import dev.modelrouter.api.seed.SeedDialect;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.telemetry.Metrics;
import io.vertx.core.http.HttpMethod;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes the routes of one event loop. openapi.json describes the same; a test holds it to this. */
final class Routes {
  private final RequestPath path;
  private final Function<String, ModelId> names;
  private final ResponseMemory memory;
  private final boolean development;
  private final RandomGenerator random = new SecureRandom();
  private final List<HttpRequestRouter.HttpRoute> made = new ArrayList<>();

  /**
   * Routes whose requests take this path.
   *
   * @param names tells what a model's name means
   * @param memory of responses
   * @param development whether callers see the details of internal errors
   */
  Routes(
      RequestPath path,
      Function<String, ModelId> names,
      ResponseMemory memory,
      boolean development) {
    this.path = path;
    this.names = names;
    this.memory = memory;
    this.development = development;
  }

  /**
   * The whole table.
   *
   * @param metrics what Prometheus reads
   * @param documents what describes the API and the configuration
   */
  RouteTable table(
      ModelRoutes models,
      StoredRoutes stored,
      List<HttpRequestRouter.HttpRoute> admin,
      OllamaRoutes ollama,
      Status status,
      Supplier<byte[]> metrics,
      List<PublishedDocument> documents) {
    ask("/chat", new SeedDialect(false, development));
    ask("/stream", new SeedDialect(true, development));
    for (Operation operation : Operation.values()) {
      switch (operation) {
        case CHAT, COMPLETION, EMBEDDING, MODERATION, IMAGE, SPEECH ->
            ask("/v1" + operation.path(), openAi(operation));
        case RESPONSE ->
            ask(
                "/v1" + operation.path(),
                new ChatDialect(
                    new ResponsesWords(names, memory, InstantSource.system(), random),
                    development));
        case TRANSCRIPTION, TRANSLATION ->
            ask("/v1" + operation.path(), new UploadDialect(operation, names, openAi(operation)));
        case COUNT -> {
          // Not in OpenAI's chat API; the other dialects have paths of their own for it.
        }
      }
    }
    made.addAll(stored.all());
    made.addAll(admin);
    made.add(models.list());
    GeminiWords geminis = new GeminiWords(names);
    ChatDialect gemini = new ChatDialect(geminis, development);
    ChatDialect count = new ChatDialect(new GeminiCountWords(geminis), development);
    for (String version : List.of("/v1beta", "/v1")) {
      for (String action : List.of(GeminiWords.GENERATE, GeminiWords.STREAM)) {
        ask(version + "/models/{model}" + action, gemini);
      }
      ask(version + "/models/{model}" + GeminiCountWords.COUNT, count);
      for (String action : List.of(GeminiEmbeddingFormat.SINGLE, GeminiEmbeddingFormat.BATCH)) {
        ask(
            version + "/models/{model}" + action,
            new ChatDialect(new GeminiEmbeddingFormat(action, geminis), development));
      }
    }
    AnthropicWords anthropic = new AnthropicWords(names);
    ask("/v1/messages", new ChatDialect(anthropic, development));
    ask("/v1/messages/count_tokens", new ChatDialect(new CountWords(anthropic), development));
    OllamaWords words = new OllamaWords(OllamaForm.CHAT, names, InstantSource.system());
    ask("/api/chat", new ChatDialect(words, development));
    ask(
        "/api/generate",
        new ChatDialect(
            new OllamaWords(OllamaForm.GENERATE, names, InstantSource.system()), development));
    ask("/api/embed", new ChatDialect(new EmbedWords(EmbedForm.INPUT, words, names), development));
    ask(
        "/api/embeddings",
        new ChatDialect(new EmbedWords(EmbedForm.PROMPT, words, names), development));
    ask("/api/show", new ChatDialect(ollama.show(words, names), development));
    made.addAll(ollama.all());
    get("/health", status::health);
    get("/health/live", status::live);
    get("/health/ready", status::ready);
    get("/metrics", call -> call.text(200, Metrics.CONTENT_TYPE, metrics.get()));
    documents.forEach(document -> get(document.path(), document::serve));
    made.addAll(models.googles());
    made.add(models.one());
    return new RouteTable(made);
  }

  private OpenAiDialect openAi(Operation operation) {
    return new OpenAiDialect(operation, names, InstantSource.system(), development);
  }

  private void ask(String label, Dialect dialect) {
    made.add(
        new HttpRequestRouter.HttpRoute(HttpMethod.POST, label, call -> path.serve(call, dialect)));
  }

  private void get(String label, HttpRequestRouter.EndpointHandler endpointHandler) {
    made.add(new HttpRequestRouter.HttpRoute(HttpMethod.GET, label, endpointHandler));
  }
}
