package dev.modelrouter;

import dev.modelrouter.api.ChatDialect;
import dev.modelrouter.api.Dialect;
import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.api.anthropic.AnthropicCountTokensProtocol;
import dev.modelrouter.api.anthropic.AnthropicProtocol;
import dev.modelrouter.api.gemini.GeminiCountTokensProtocol;
import dev.modelrouter.api.gemini.GeminiEmbeddingProtocol;
import dev.modelrouter.api.gemini.GeminiProtocol;
import dev.modelrouter.api.ollama.EmbedEndpoint;
import dev.modelrouter.api.ollama.EmbedProtocol;
import dev.modelrouter.api.ollama.OllamaEndpoint;
import dev.modelrouter.api.ollama.OllamaProtocol;
import dev.modelrouter.api.openai.OpenAiDialect;
import dev.modelrouter.api.openai.UploadDialect;
import dev.modelrouter.api.responses.ResponseStore;
import dev.modelrouter.api.responses.ResponsesProtocol;
import dev.modelrouter.api.responses.StoredResponseEndpoints;
import dev.modelrouter.api.simple.SimpleDialect;
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
final class HttpEndpoints {
  private final RequestPath path;
  private final Function<String, ModelId> names;
  private final ResponseStore memory;
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
  HttpEndpoints(
      RequestPath path,
      Function<String, ModelId> names,
      ResponseStore memory,
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
  HttpRouteTable table(
      ModelListEndpoints models,
      StoredResponseEndpoints stored,
      List<HttpRequestRouter.HttpRoute> admin,
      OllamaModelEndpoints ollama,
      HealthEndpoints healthEndpoints,
      Supplier<byte[]> metrics,
      List<StaticJsonEndpoint> documents) {
    ask("/chat", new SimpleDialect(false, development));
    ask("/stream", new SimpleDialect(true, development));
    for (Operation operation : Operation.values()) {
      switch (operation) {
        case CHAT, COMPLETION, EMBEDDING, MODERATION, IMAGE, SPEECH ->
            ask("/v1" + operation.path(), openAi(operation));
        case RESPONSE ->
            ask(
                "/v1" + operation.path(),
                new ChatDialect(
                    new ResponsesProtocol(names, memory, InstantSource.system(), random),
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
    GeminiProtocol geminis = new GeminiProtocol(names);
    ChatDialect gemini = new ChatDialect(geminis, development);
    ChatDialect count = new ChatDialect(new GeminiCountTokensProtocol(geminis), development);
    for (String version : List.of("/v1beta", "/v1")) {
      for (String action : List.of(GeminiProtocol.GENERATE, GeminiProtocol.STREAM)) {
        ask(version + "/models/{model}" + action, gemini);
      }
      ask(version + "/models/{model}" + GeminiCountTokensProtocol.COUNT, count);
      for (String action : List.of(GeminiEmbeddingProtocol.SINGLE, GeminiEmbeddingProtocol.BATCH)) {
        ask(
            version + "/models/{model}" + action,
            new ChatDialect(new GeminiEmbeddingProtocol(action, geminis), development));
      }
    }
    AnthropicProtocol anthropic = new AnthropicProtocol(names);
    ask("/v1/messages", new ChatDialect(anthropic, development));
    ask(
        "/v1/messages/count_tokens",
        new ChatDialect(new AnthropicCountTokensProtocol(anthropic), development));
    OllamaProtocol protocol =
        new OllamaProtocol(OllamaEndpoint.CHAT, names, InstantSource.system());
    ask("/api/chat", new ChatDialect(protocol, development));
    ask(
        "/api/generate",
        new ChatDialect(
            new OllamaProtocol(OllamaEndpoint.GENERATE, names, InstantSource.system()),
            development));
    ask(
        "/api/embed",
        new ChatDialect(new EmbedProtocol(EmbedEndpoint.INPUT, protocol, names), development));
    ask(
        "/api/embeddings",
        new ChatDialect(new EmbedProtocol(EmbedEndpoint.PROMPT, protocol, names), development));
    ask("/api/show", new ChatDialect(ollama.show(protocol, names), development));
    made.addAll(ollama.all());
    get("/health", healthEndpoints::health);
    get("/health/live", healthEndpoints::live);
    get("/health/ready", healthEndpoints::ready);
    get("/metrics", call -> call.text(200, Metrics.CONTENT_TYPE, metrics.get()));
    documents.forEach(document -> get(document.path(), document::serve));
    made.addAll(models.googles());
    made.add(models.one());
    return new HttpRouteTable(made);
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
