package dev.modelrouter;

import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.HttpEdge;
import dev.modelrouter.api.gemini.GeminiKey;
import dev.modelrouter.api.gemini.GeminiModels;
import dev.modelrouter.api.openai.OpenAiRefusal;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code GET /v1/models} and {@code GET /v1/models/{id}} in OpenAI's form, or in Google's for those
 * who show their key as only Google's SDKs do; under {@code /v1beta} always in Google's.
 */
final class ModelRoutes {

  private final ModelDirectory directory;
  private final Authenticator authenticator;
  private final GeminiModels geminis;
  private final HttpEdge.Route list;
  private final HttpEdge.Route one;

  ModelRoutes(ModelDirectory directory, Authenticator authenticator) {
    this.directory = directory;
    this.authenticator = authenticator;
    this.geminis = new GeminiModels(directory::names);
    this.list = get("/v1/models", this::list);
    this.one = get("/v1/models/{id}", this::one);
  }

  private static HttpEdge.Route get(String label, HttpEdge.Endpoint endpoint) {
    return new HttpEdge.Route(HttpMethod.GET, label, endpoint);
  }

  HttpEdge.Route list() {
    return list;
  }

  HttpEdge.Route one() {
    return one;
  }

  /** Those of Google's API alone. */
  List<HttpEdge.Route> googles() {
    return List.of(
        get("/v1beta/models", call -> knownToGoogle(call, geminis::list)),
        get("/v1beta/models/{id}", call -> knownToGoogle(call, geminis::one)));
  }

  private void list(Call call) {
    if (GeminiKey.isGooglesWay(call.request())) {
      knownToGoogle(call, geminis::list);
    } else {
      known(call, asked -> asked.json(200, directory.list(), null));
    }
  }

  private void one(Call call) {
    if (GeminiKey.isGooglesWay(call.request())) {
      knownToGoogle(call, geminis::one);
    } else {
      known(call, this::answerOne);
    }
  }

  private void knownToGoogle(Call call, Consumer<Call> answer) {
    if (authenticator.caller(call.request(), GeminiKey.of(call.request())) == null) {
      GeminiKey.refuse(call);
    } else {
      directory.ready().onComplete(ignored -> answer.accept(call));
    }
  }

  private void known(Call call, Consumer<Call> answer) {
    if (authenticator.caller(call.request()) == null) {
      OpenAiRefusal.unauthenticated(call);
    } else {
      directory.ready().onComplete(ignored -> answer.accept(call));
    }
  }

  private void answerOne(Call call) {
    byte[] found = directory.find(GeminiModels.id(call));
    if (found == null) {
      OpenAiRefusal.noSuchModel(call);
    } else {
      call.json(200, found, null);
    }
  }
}
