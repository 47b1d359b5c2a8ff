package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.ForeignSignatures;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.dispatch.CompletionSummary;
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
public final class AnthropicProtocol implements ChatProtocol {
  private static final List<String> FORWARDED = List.of("anthropic-version", "anthropic-beta");

  /** What the SDKs append to ask for features on trial. */
  private static final String TRIAL = "beta=true";

  private final Function<String, ModelId> names;

  /**
   * The words.
   *
   * @param names tells what a model's name means here
   */
  public AnthropicProtocol(Function<String, ModelId> names) {
    this.names = names;
  }

  @Override
  public PassthroughRequest read(Call call, byte[] body) {
    Map<String, String> forwarded = new HashMap<>();
    for (String header : FORWARDED) {
      List<String> values = call.request().headers().getAll(header);
      if (!values.isEmpty()) {
        forwarded.put(header, String.join(",", values));
      }
    }
    PassthroughRequest read = read(forwarded, body);
    return TRIAL.equals(call.request().query()) ? read.with("?" + TRIAL) : read;
  }

  /**
   * Reads a request.
   *
   * @param forwarded the headers that Anthropic must see, names in lower case
   * @throws UntranslatableRequestException if it is no request of this API
   */
  public PassthroughRequest read(Map<String, String> forwarded, byte[] body) {
    MessagesEnvelope head = MessagesEnvelope.read(body);
    String name = head.model();
    ModelId model = name == null || name.isEmpty() ? ModelId.ANY : names.apply(name);
    Supplier<ChatRequest> meaning = () -> AnthropicRequestReader.read(body, model, head.stream());
    WireFormat wireFormat = WireFormat.ANTHROPIC;
    try {
      ChatRequest read = meaning.get();
      boolean signed =
          ForeignSignatures.none(
                  read,
                  List.of(ReasoningSignature.ANTHROPIC, ReasoningSignature.ANTHROPIC_REDACTED))
              && ForeignSignatures.allSigned(read);
      wireFormat = signed ? WireFormat.ANTHROPIC : WireFormat.GATEWAY_ONLY;
      meaning = () -> read;
    } catch (UntranslatableRequestException e) {
      if (!e.isPartial()) {
        throw e;
      }
      // Anthropic may know more than can be translated.
    }
    return new PassthroughRequest(
        wireFormat, Operation.CHAT, model, head.stream(), head.fields(), true, forwarded, meaning);
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    return new AnthropicStreamFormat(this, call, ResponseModelRewriter.of(request));
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new AnthropicUnaryFormat(this, call, ResponseModelRewriter.of(request));
  }

  @Override
  public int status(GatewayError error) {
    return AnthropicErrorWriter.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return AnthropicErrorWriter.body(error, call.id(), field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return AnthropicErrorWriter.unauthenticated(call.id());
  }

  private record AnthropicUnaryFormat(
      AnthropicProtocol protocol, Call call, ResponseModelRewriter name)
      implements UnarySink.UnaryFormat {
    @Override
    public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
      return AnthropicAnswerWriter.write(
          call.serial(), name.or(completionSummary.model()), said, completionSummary);
    }

    @Override
    public byte[] relayed(Target target, byte[] own, CompletionSummary completionSummary) {
      return name.create(own, target);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      protocol.refuse(call, error);
    }
  }
}
