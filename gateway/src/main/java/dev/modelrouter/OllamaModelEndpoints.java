package dev.modelrouter;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.EndpointAdmission;
import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.api.ollama.OllamaProtocol;
import dev.modelrouter.api.ollama.ShowProtocol;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.wire.ByteBuilder;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What Ollama's clients ask before they ask a model: which models there are, and whether somebody
 * is there at all. What is known of a model is its name; sizes and the like are zero or empty.
 */
final class OllamaModelEndpoints {
  /** The version of Ollama's API that is spoken here; clients refuse to work with older ones. */
  private static final String VERSION = "0.12.6";

  private static final byte[] RUNNING = "Ollama is running".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION_JSON =
      ("{\"version\":\"" + VERSION + "\"}").getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING_LOADED =
      "{\"models\":[]}".getBytes(StandardCharsets.US_ASCII);
  private static final String DETAILS =
      ",\"details\":{\"parent_model\":\"\",\"format\":\"\",\"family\":\"\",\"families\":[],"
          + "\"parameter_size\":\"\",\"quantization_level\":\"\"}";
  private static final int EXTRA_CAPACITY = 1024;

  private final ModelDiscovery directory;
  private final EndpointAdmission admission;
  private final String since;

  OllamaModelEndpoints(ModelDiscovery directory, EndpointAdmission admission, Instant since) {
    this.directory = directory;
    this.admission = admission;
    this.since = since.toString();
  }

  List<HttpRequestRouter.HttpRoute> all() {
    return List.of(
        get("/", call -> call.text(200, "text/plain; charset=utf-8", RUNNING)),
        get("/api/version", call -> call.json(200, VERSION_JSON, null)),
        get("/api/ps", call -> knownModels(call, asked -> asked.json(200, NOTHING_LOADED, null))),
        get("/api/tags", call -> knownModels(call, asked -> asked.json(200, tags(), null))));
  }

  private static HttpRequestRouter.HttpRoute get(
      String path, HttpRequestRouter.EndpointHandler endpointHandler) {
    return new HttpRequestRouter.HttpRoute(HttpMethod.GET, path, endpointHandler);
  }

  private void knownModels(Call call, Consumer<Call> answer) {
    admission.byKey(
        call,
        caller ->
            call.when(
                directory.ready(), ignored -> answer.accept(call), ignored -> answer.accept(call)));
  }

  private byte[] tags() {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY).append("{\"models\":[");
    String separator = "";
    for (String name : directory.names()) {
      out.append(separator).append("{\"name\":").appendJson(name);
      out.append(",\"model\":").appendJson(name).append(",\"modified_at\":\"").append(since);
      out.append("\",\"size\":0,\"digest\":\"\"").append(DETAILS).append('}');
      separator = ",";
    }
    return out.append("]}").take();
  }

  /**
   * {@code POST /api/show}. Of a model that is asked for by its provider's name nobody else needs
   * to know: providers serve more than they list.
   *
   * @param meaning tells what a model's name means here
   */
  ShowProtocol show(OllamaProtocol protocol, Function<String, ModelId> meaning) {
    return new ShowProtocol(
        protocol,
        name -> {
          directory.ready();
          if (directory.onlyRoutes()) {
            return directory.names().contains(name);
          }
          ModelId model = meaning.apply(name);
          return model.provider() != null
              || model.equals(ModelId.ANY)
              || directory.names().contains(name)
              || isBareName(name);
        },
        this::modelDetails);
  }

  /** Whether it is the bare name of a model that somebody is known to serve. */
  private boolean isBareName(String name) {
    return directory.names().stream().anyMatch(full -> full.endsWith("/" + name));
  }

  private byte[] modelDetails() {
    return new ByteBuilder(EXTRA_CAPACITY)
        .append("{\"modelfile\":\"\",\"parameters\":\"\",\"template\":\"\"")
        .append(DETAILS)
        .append(",\"model_info\":{},\"capabilities\":[\"completion\",\"tools\"],\"modified_at\":\"")
        .append(since)
        .append("\"}")
        .take();
  }
}
