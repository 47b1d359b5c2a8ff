package dev.modelrouter.api.responses;

import dev.modelrouter.api.AnswerHead;
import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.HttpEdge;
import dev.modelrouter.api.openai.OpenAiErrors;
import dev.modelrouter.api.openai.OpenAiRefusal;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.ByteAccumulator;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code GET} and {@code DELETE /v1/responses/{id}}, for answers that were made here. */
public final class StoredRoutes {
  private static final String PREFIX = "/v1/responses/";
  private static final int ROOM = 128;

  private final ResponseMemory memory;
  private final Authenticator authenticator;

  /** Routes to this memory. */
  public StoredRoutes(ResponseMemory memory, Authenticator authenticator) {
    this.memory = memory;
    this.authenticator = authenticator;
  }

  /** Both. */
  public List<HttpEdge.Route> all() {
    String label = PREFIX + "{id}";
    return List.of(
        new HttpEdge.Route(HttpMethod.GET, label, this::get),
        new HttpEdge.Route(HttpMethod.DELETE, label, this::delete));
  }

  private void get(Call call) {
    String caller = authenticator.caller(call.request());
    if (caller == null) {
      OpenAiRefusal.unauthenticated(call);
      return;
    }
    StoredResponse found = memory.find(caller, id(call));
    if (found == null) {
      missing(call);
    } else {
      call.json(200, found.response(), null);
    }
  }

  private void delete(Call call) {
    String caller = authenticator.caller(call.request());
    if (caller == null) {
      OpenAiRefusal.unauthenticated(call);
    } else if (memory.forget(caller, id(call))) {
      ByteAccumulator out = new ByteAccumulator(ROOM).append("{\"id\":").appendJson(id(call));
      call.json(200, out.append(",\"object\":\"response\",\"deleted\":true}").take(), null);
    } else {
      missing(call);
    }
  }

  private static void missing(Call call) {
    GatewayError error = ResponsesErrors.notStored(id(call));
    AnswerHead.error(call, error);
    call.json(OpenAiErrors.status(error), ResponsesErrors.body(error), null);
  }

  private static String id(Call call) {
    return String.valueOf(call.request().path()).substring(PREFIX.length());
  }
}
