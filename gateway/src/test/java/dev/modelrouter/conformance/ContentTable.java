package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.anthropic.AnthropicProtocol;
import dev.modelrouter.api.gemini.GeminiProtocol;
import dev.modelrouter.api.ollama.OllamaEndpoint;
import dev.modelrouter.api.ollama.OllamaProtocol;
import dev.modelrouter.api.openai.PassthroughRequestReader;
import dev.modelrouter.api.responses.ResponsesRequestReader;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of every kind of content on its way from each dialect of callers to each kind of
 * provider, found out with the real readers and writers.
 *
 * <p>The kinds are in {@code translation/content-kinds.json}: a caller's request, the texts in it
 * that must not get lost, and how the same looks where a provider has a form of its own for it
 * (without one, the texts themselves).
 */
final class ContentTable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The providers of the columns, and the model asked there. */
  private static final Map<String, String> PROVIDERS = new LinkedHashMap<>();

  static {
    PROVIDERS.put("openai", "gpt-4o");
    PROVIDERS.put("openrouter", "anthropic/claude-3.5-haiku");
    PROVIDERS.put("anthropic", "claude-3-5-haiku");
    PROVIDERS.put("gemini", "gemini-3.8-flash");
    PROVIDERS.put("ollama", "m");
  }

  private ContentTable() {}

  /** Prints the tables as they must stand on the page. */
  public static void main(String[] args) throws IOException {
    rows().forEach((caller, rows) -> System.out.println(caller + "\n\n" + markdown(rows) + "\n"));
  }

  /** Rows as they stand on the page. */
  static String markdown(List<List<String>> rows) {
    return rows.stream()
        .map(row -> "| " + String.join(" | ", row) + " |")
        .collect(Collectors.joining("\n"));
  }

  /** The rows of each dialect of callers: the kind, then what becomes of it at each provider. */
  static Map<String, List<List<String>>> rows() throws IOException {
    List<PassthroughProvider> providers = new ArrayList<>();
    for (String id : PROVIDERS.keySet()) {
      providers.add(provider(id));
    }
    Map<String, List<List<String>>> all = new LinkedHashMap<>();
    try (InputStream in =
        ContentTable.class.getResourceAsStream("/translation/content-kinds.json")) {
      for (JsonNode kind : JSON.readTree(in)) {
        List<String> row = new ArrayList<>();
        row.add(kind.get("kind").asString());
        for (PassthroughProvider provider : providers) {
          row.add(outcome(kind, provider));
        }
        all.computeIfAbsent(kind.get("caller").asString(), caller -> new ArrayList<>()).add(row);
      }
    }
    return all;
  }

  private static PassthroughProvider provider(String id) {
    return ProviderCatalogue.load().stream()
        .filter(entry -> entry.id().equals(id))
        .map(
            entry ->
                ProviderRegistry.create(
                    entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
        .map(PassthroughProvider.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static String outcome(JsonNode kind, PassthroughProvider provider) {
    try {
      Request request = read(kind);
      if (request instanceof PassthroughRequest raw && provider.passes(raw)) {
        String named = named(provider.splice(raw, PROVIDERS.get(provider.id())).dropped());
        return named.isEmpty() ? "bytes" : "bytes; " + named;
      }
      OutboundRequest outbound = provider.encode(request.chat(), PROVIDERS.get(provider.id()));
      return outcome(kind, new String(outbound.body(), UTF_8), outbound.dropped());
    } catch (UntranslatableRequestException e) {
      return "400";
    }
  }

  private static String outcome(JsonNode kind, String body, List<String> dropped) {
    String named = named(dropped);
    List<String> secrets = texts(kind.get("secret"));
    if (secrets.isEmpty()) {
      return named.isEmpty() ? "not needed" : named;
    }
    List<String> forms = kind.has("native") ? texts(kind.get("native")) : secrets;
    boolean there = secrets.stream().allMatch(body::contains);
    String said = forms.stream().anyMatch(body::contains) ? "yes" : there ? "as text" : "";
    if (said.isEmpty()) {
      return named.isEmpty() ? "LOST" : named;
    }
    return named.isEmpty() ? said : said + "; " + named;
  }

  private static String named(List<String> dropped) {
    return dropped.isEmpty() ? "" : "left out: `" + String.join("`, `", dropped) + "`";
  }

  private static List<String> texts(JsonNode array) {
    List<String> all = new ArrayList<>();
    array.forEach(text -> all.add(text.asString()));
    return all;
  }

  private static Request read(JsonNode kind) {
    ObjectNode body = (ObjectNode) kind.get("body").deepCopy();
    byte[] bytes = body.put("model", "m").toString().getBytes(UTF_8);
    return switch (kind.get("caller").asString()) {
      case "openai" -> PassthroughRequestReader.read(Operation.CHAT, bytes, name -> ModelId.ANY);
      case "responses" -> response(bytes);
      case "anthropic" -> new AnthropicProtocol(name -> ModelId.ANY).read(Map.of(), bytes);
      case "gemini" -> {
        byte[] own = JSON.writeValueAsBytes(kind.get("body"));
        yield new GeminiProtocol(name -> ModelId.ANY).read(ModelId.ANY, false, true, own);
      }
      default ->
          new OllamaProtocol(
                  body.has("prompt") ? OllamaEndpoint.GENERATE : OllamaEndpoint.CHAT,
                  name -> ModelId.ANY,
                  () -> Instant.EPOCH)
              .read(bytes);
    };
  }

  private static Request response(byte[] body) {
    PassthroughRequest raw =
        PassthroughRequestReader.read(Operation.RESPONSE, body, name -> ModelId.ANY);
    return new PassthroughRequest(
        Operation.RESPONSE,
        ModelId.ANY,
        false,
        raw.body(),
        true,
        () -> ResponsesRequestReader.read(body, ModelId.ANY, false).chat());
  }
}
