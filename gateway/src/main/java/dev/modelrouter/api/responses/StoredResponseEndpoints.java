package dev.modelrouter.api.responses;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.EndpointAdmission;
import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.api.RequestRejectedException;
import dev.modelrouter.api.ResponseHeaders;
import dev.modelrouter.api.openai.OpenAiErrorWriter;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * What can be done with an answer that is kept, under {@code /v1/responses/{id}}. One that was made
 * here is answered from the memory; for one that a provider made, that provider is asked.
 */
public final class StoredResponseEndpoints {
  private static final String PREFIX = "/v1/responses/";
  private static final String ITEMS = "/input_items";
  private static final String CANCEL = "/cancel";
  private static final int EXTRA_CAPACITY = 128;

  private final ResponseStore memory;
  private final EndpointAdmission admission;
  private final UpstreamResponseStore providers;

  /** What is done with an answer that was made here. */
  private interface LocalAction {
    byte[] answer(Call call, ResponseRef responseRef, StoredResponse found);
  }

  /** Whose answer it is that a call is about. */
  private record ResponseRef(String caller, String id) {}

  /** Routes to this memory, and to the providers. */
  public StoredResponseEndpoints(
      ResponseStore memory, EndpointAdmission admission, UpstreamResponseStore providers) {
    this.memory = memory;
    this.admission = admission;
    this.providers = providers;
  }

  /** All of them, the longer paths first. */
  public List<HttpRequestRouter.HttpRoute> all() {
    String label = PREFIX + "{id}";
    return List.of(
        new HttpRequestRouter.HttpRoute(
            HttpMethod.GET, label + ITEMS, call -> serve(call, HttpMethod.GET, ITEMS, this::items)),
        new HttpRequestRouter.HttpRoute(
            HttpMethod.POST,
            label + CANCEL,
            call -> serve(call, HttpMethod.POST, CANCEL, this::cancel)),
        new HttpRequestRouter.HttpRoute(
            HttpMethod.GET, label, call -> serve(call, HttpMethod.GET, "", this::whole)),
        new HttpRequestRouter.HttpRoute(
            HttpMethod.DELETE, label, call -> serve(call, HttpMethod.DELETE, "", this::forget)));
  }

  private void serve(Call call, HttpMethod method, String suffix, LocalAction localAction) {
    // Nothing of a body matters, and a provider may take its time.
    call.bodyRead();
    admission.byKeyAndRate(call, caller -> serve(call, caller, method, suffix, localAction));
  }

  private void serve(
      Call call, String caller, HttpMethod method, String suffix, LocalAction localAction) {
    String path = call.path();
    String id = path.substring(PREFIX.length(), path.length() - suffix.length());
    try {
      StoredResponse found = memory.find(caller, id);
      if (found != null) {
        call.json(200, localAction.answer(call, new ResponseRef(caller, id), found), null);
        return;
      }
      String maker = memory.maker(caller, id);
      if (maker == null) {
        refuse(call, ResponsesErrorWriter.notStored(id));
      } else {
        requireNoStream(call);
        String query = call.request().query();
        call.when(
            providers.ask(maker, method, "/" + id + suffix + (query == null ? "" : "?" + query)),
            said -> call.json(200, said, null),
            failure -> refuse(call, failure));
      }
    } catch (UntranslatableRequestException wrong) {
      refuse(call, ResponsesErrorWriter.of(wrong));
    }
  }

  private byte[] whole(Call call, ResponseRef responseRef, StoredResponse found) {
    requireNoStream(call);
    return found.response();
  }

  private static void requireNoStream(Call call) {
    if ("true".equals(call.request().getParam("stream"))) {
      throw new UntranslatableRequestException(
          "stream", "A response is given whole here; leave stream out, or make it with stream");
    }
  }

  private byte[] items(Call call, ResponseRef responseRef, StoredResponse found) {
    return ItemList.write(
        found,
        call.request().getParam("limit"),
        call.request().getParam("order"),
        call.request().getParam("after"));
  }

  private byte[] forget(Call call, ResponseRef responseRef, StoredResponse found) {
    memory.forget(responseRef.caller(), responseRef.id());
    return new ByteBuilder(EXTRA_CAPACITY)
        .append("{\"id\":")
        .appendJson(responseRef.id())
        .append(",\"object\":\"response\",\"deleted\":true}")
        .take();
  }

  private byte[] cancel(Call call, ResponseRef responseRef, StoredResponse found) {
    throw new UntranslatableRequestException(
        "background", "Only a response made with background can be cancelled");
  }

  private static void refuse(Call call, Throwable failure) {
    refuse(
        call,
        failure instanceof RequestRejectedException requestRejectedException
            ? requestRejectedException.error()
            : GatewayError.of(ErrorCode.INTERNAL_ERROR, "The gateway itself failed."));
  }

  private static void refuse(Call call, GatewayError error) {
    ResponseHeaders.error(call, error);
    call.json(
        OpenAiErrorWriter.status(error), ResponsesErrorWriter.body(error), error.retryAfter());
  }
}
