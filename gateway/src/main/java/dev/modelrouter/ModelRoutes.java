package dev.modelrouter;

import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.HttpEdge;
import dev.modelrouter.api.openai.OpenAiRefusal;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}}. */
final class ModelRoutes {
  /** What the path of one model begins with. */
  static final String PREFIX = "/v1/models/";

  private final ModelDirectory directory;
  private final Authenticator authenticator;
  private final HttpEdge.Route list;
  private final HttpEdge.Route one;

  ModelRoutes(ModelDirectory directory, Authenticator authenticator) {
    this.directory = directory;
    this.authenticator = authenticator;
    this.list =
        new HttpEdge.Route(
            HttpMethod.GET,
            "/v1/models",
            call -> known(call, asked -> asked.json(200, directory.list(), null)));
    this.one =
        new HttpEdge.Route(HttpMethod.GET, "/v1/models/{id}", call -> known(call, this::answerOne));
  }

  HttpEdge.Route list() {
    return list;
  }

  HttpEdge.Route one() {
    return one;
  }

  private void known(Call call, Consumer<Call> answer) {
    if (authenticator.caller(call.request()) == null) {
      OpenAiRefusal.unauthenticated(call);
    } else {
      directory.ready().onComplete(ignored -> answer.accept(call));
    }
  }

  private void answerOne(Call call) {
    String path = call.request().path();
    String id;
    try {
      // In a path a plus is a plus.
      id =
          URLDecoder.decode(
              path == null ? "" : path.substring(PREFIX.length()).replace("+", "%2B"),
              StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      id = "";
    }
    byte[] found = directory.find(id);
    if (found == null) {
      OpenAiRefusal.noSuchModel(call);
    } else {
      call.json(200, found, null);
    }
  }
}
