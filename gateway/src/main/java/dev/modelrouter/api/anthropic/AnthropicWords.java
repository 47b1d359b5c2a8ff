package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatWords;
import dev.modelrouter.api.ForeignSeals;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.WholeSink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.RawRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.Seal;
import dev.modelrouter.chat.Style;
import dev.modelrouter.chat.UnspeakableException;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.routing.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages API. To Anthropic itself a request goes as bytes, with the headers that
 * choose the API's version and its trial features.
 */
public final class AnthropicWords implements ChatWords {
  private static final List<String> FORWARDED = List.of("anthropic-version", "anthropic-beta");
  private static final int UNAUTHENTICATED = 401;

  private final Function<String, ModelId> names;

  /**
   * The words.
   *
   * @param names tells what a model's name means here
   */
  public AnthropicWords(Function<String, ModelId> names) {
    this.names = names;
  }

  @Override
  public RawRequest read(Call call, byte[] body) {
    MessageHead head = MessageHead.read(body);
    String name = head.model();
    ModelId model = name == null || name.isEmpty() ? ModelId.ANY : names.apply(name);
    Supplier<ChatRequest> meaning = () -> AnthropicRequestReader.read(body, model, head.stream());
    ChatRequest read;
    try {
      read = meaning.get();
    } catch (UnspeakableException e) {
      if (!ours(e)) {
        throw e;
      }
      // Anthropic may know more than these words can say.
      return raw(call, Style.ANTHROPIC, model, head, meaning);
    }
    boolean signed =
        ForeignSeals.none(read, List.of(Seal.ANTHROPIC, Seal.ANTHROPIC_REDACTED))
            && ForeignSeals.allSealed(read);
    return raw(call, signed ? Style.ANTHROPIC : Style.OURS, model, head, () -> read);
  }

  /** Whether it is a conversation of which only a part has no words here. */
  private static boolean ours(UnspeakableException e) {
    return e.parameter().contains("[") || e.parameter().contains(".");
  }

  private static RawRequest raw(
      Call call, Style style, ModelId model, MessageHead head, Supplier<ChatRequest> meaning) {
    Map<String, String> forwarded = new HashMap<>();
    for (String header : FORWARDED) {
      String value = call.request().getHeader(header);
      if (value != null) {
        forwarded.put(header, value);
      }
    }
    return new RawRequest(
        style, Operation.CHAT, model, head.stream(), head.fields(), true, forwarded, meaning);
  }

  @Override
  public StreamSink.Script stream(Call call, Request request) {
    return new AnthropicStream(this, call, AskedName.of(request));
  }

  @Override
  public WholeSink.Script whole(Call call, Request request) {
    return new Whole(this, call, AskedName.of(request));
  }

  @Override
  public int status(GatewayError error) {
    return AnthropicErrors.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return AnthropicErrors.body(error, call.id(), field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return AnthropicErrors.body(
        UNAUTHENTICATED,
        "Send the gateway's key in the header x-api-key or as a bearer token.",
        call.id());
  }

  private record Whole(AnthropicWords words, Call call, AskedName name)
      implements WholeSink.Script {
    @Override
    public byte[] write(List<ChatEvent.Content> said, Answer answer) {
      return AnthropicAnswerWriter.write(call.serial(), name.or(answer.model()), said, answer);
    }

    @Override
    public byte[] relayed(Target target, byte[] own, Answer answer) {
      return name.in(own, target);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      words.refuse(call, error);
    }
  }
}
