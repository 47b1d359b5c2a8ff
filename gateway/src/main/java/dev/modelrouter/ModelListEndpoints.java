package dev.modelrouter;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.EndpointAdmission;
import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.api.ModelListFormat;
import dev.modelrouter.api.anthropic.AnthropicModels;
import dev.modelrouter.api.gemini.GeminiModels;
import dev.modelrouter.api.openai.OpenAiErrorResponses;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code GET /v1/models} and {@code GET /v1/models/{id}} in the form of the API whose headers the
 * request has, OpenAI's where it has none of the others; under {@code /v1beta} always in Google's.
 */
final class ModelListEndpoints {

  private final ModelDiscovery directory;
  private final EndpointAdmission admission;
  private final GeminiModels geminis;
  private final AnthropicModels anthropics;
  private final HttpRequestRouter.HttpRoute list;
  private final HttpRequestRouter.HttpRoute one;

  ModelListEndpoints(ModelDiscovery directory, EndpointAdmission admission) {
    this.directory = directory;
    this.admission = admission;
    this.geminis = new GeminiModels(directory::names);
    this.anthropics = new AnthropicModels(directory::names, directory.created());
    this.list = get("/v1/models", this::list);
    this.one = get("/v1/models/{id}", this::one);
  }

  private static HttpRequestRouter.HttpRoute get(
      String label, HttpRequestRouter.EndpointHandler endpointHandler) {
    return new HttpRequestRouter.HttpRoute(HttpMethod.GET, label, endpointHandler);
  }

  HttpRequestRouter.HttpRoute list() {
    return list;
  }

  HttpRequestRouter.HttpRoute one() {
    return one;
  }

  /** Those of Google's API alone. */
  List<HttpRequestRouter.HttpRoute> googles() {
    return List.of(
        get("/v1beta/models", call -> knownModels(call, geminis::list)),
        get("/v1beta/models/{id}", call -> knownModels(call, geminis::one)));
  }

  private void list(Call call) {
    switch (ModelListFormat.of(call)) {
      case OPENAI -> knownModels(call, asked -> asked.json(200, directory.list(), null));
      case ANTHROPIC -> knownModels(call, anthropics::list);
      case GOOGLE -> knownModels(call, geminis::list);
    }
  }

  private void one(Call call) {
    switch (ModelListFormat.of(call)) {
      case OPENAI -> knownModels(call, this::answerOne);
      case ANTHROPIC -> knownModels(call, anthropics::one);
      case GOOGLE -> knownModels(call, geminis::one);
    }
  }

  private void knownModels(Call call, Consumer<Call> answer) {
    admission.byKey(
        call,
        caller ->
            call.when(
                directory.ready(), ignored -> answer.accept(call), ignored -> answer.accept(call)));
  }

  private void answerOne(Call call) {
    byte[] found = directory.find(GeminiModels.id(call));
    if (found == null) {
      OpenAiErrorResponses.noSuchModel(call);
    } else {
      call.json(200, found, null);
    }
  }
}
