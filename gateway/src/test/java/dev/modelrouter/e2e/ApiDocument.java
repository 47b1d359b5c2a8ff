package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a gateway says of its own API, and whether an answer is one of those it describes. */
final class ApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Headers of HTTP itself, which a description does not list. */
  private static final Set<String> FRAMING =
      Set.of("content-type", "content-length", "transfer-encoding", "connection");

  /** The providers' own, described in words. */
  private static final String LIMITS = "x-ratelimit-";

  private static final String OFFICIAL = "https://spec.openapis.org/";

  private final JsonNode root;

  private ApiDocument(JsonNode root) {
    this.root = root;
  }

  /** The description as this text. */
  static ApiDocument of(String text) {
    return new ApiDocument(json(text));
  }

  /** All of it. */
  JsonNode root() {
    return root;
  }

  /** What is wrong with it, as the OpenAPI Initiative's own schema sees it. */
  Set<?> faults() {
    return JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder ->
                builder.schemaMappers(
                    places -> places.mapPrefix(OFFICIAL, "classpath:spec.openapis.org/")))
        .getSchema(SchemaLocation.of(OFFICIAL + "oas/3.1/schema-base/2022-10-07"))
        .validate(root);
  }

  /** Whose API this route belongs to. */
  String tag(String method, String path) {
    return operation(method, path).at("/tags/0").asText();
  }

  /** The statuses described for this route. */
  List<String> statuses(String method, String path) {
    return operation(method, path).path("responses").properties().stream()
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether this route asks nobody for a key. */
  boolean isOpen(String method, String path) {
    return operation(method, path).path("security").isEmpty();
  }

  private JsonNode operation(String method, String path) {
    return root.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
  }

  /** What is wrong with this document, seen as one of the described schemas. */
  Set<?> faults(String schema, String document) {
    return validator(JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema))
        .validate(json(document));
  }

  /** Fails unless status, headers, media type and body of the answer are as described. */
  void assertDescribes(String method, String path, HttpResponse<String> answer) {
    String what = method + " " + path + " " + answer.statusCode() + ": " + answer.body();
    JsonNode described = response(method, path, answer.statusCode());
    assertThat(described.isMissingNode()).as("no such status: %s", what).isFalse();
    assertHeaders(what, described.path("headers"), answer);
    String type = answer.headers().firstValue("content-type").orElse("none");
    JsonNode media = described.path("content").path(type.replaceFirst(";.*", ""));
    if (media.isMissingNode()) {
      media = described.path("content").path("*/*");
    }
    assertThat(media.isMissingNode()).as("no such type, %s: %s", type, what).isFalse();
    if (type.startsWith("application/json")) {
      assertThat(validator((ObjectNode) media.get("schema")).validate(json(answer.body())))
          .as(what)
          .isEmpty();
    }
  }

  private JsonNode response(String method, String path, int status) {
    JsonNode all = operation(method, path).path("responses");
    JsonNode exact = all.path(Integer.toString(status));
    return resolved(exact.isMissingNode() ? all.path(status / 100 + "XX") : exact);
  }

  private void assertHeaders(String what, JsonNode described, HttpResponse<String> answer) {
    for (Map.Entry<String, List<String>> sent : answer.headers().map().entrySet()) {
      String name = sent.getKey().toLowerCase(Locale.ROOT);
      if (FRAMING.contains(name) || name.startsWith(LIMITS)) {
        continue;
      }
      JsonNode header = resolved(described.path(name));
      assertThat(header.isMissingNode()).as("no such header, %s: %s", name, what).isFalse();
      String type = header.get("schema").path("type").asText();
      String value = sent.getValue().getFirst();
      JsonNode read =
          type.equals("integer") || type.equals("number")
              ? json(value)
              : JSON.getNodeFactory().textNode(value);
      assertThat(validator((ObjectNode) header.get("schema")).validate(read))
          .as("%s: %s", name, what)
          .isEmpty();
    }
    for (Map.Entry<String, JsonNode> header : described.properties()) {
      if (resolved(header.getValue()).path("required").asBoolean()) {
        assertThat(answer.headers().map()).as(what).containsKey(header.getKey());
      }
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  private JsonSchema validator(ObjectNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", root.get("components"));
    return JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> {})
        .getSchema(SchemaLocation.of("urn:openapi"), whole);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
