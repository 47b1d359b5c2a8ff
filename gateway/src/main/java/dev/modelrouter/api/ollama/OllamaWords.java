package dev.modelrouter.api.ollama;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatWords;
import dev.modelrouter.api.GrowingCall;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.WholeSink;
import dev.modelrouter.chat.AnswerFold;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.RawRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.Style;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.wire.ByteAccumulator;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ollama's {@code /api/chat} and {@code /api/generate}. A chat goes to Ollama itself as bytes. */
public final class OllamaWords implements ChatWords {
  private static final String LINES = "application/x-ndjson";
  private static final int ROOM = 512;

  private final OllamaForm form;
  private final Function<String, ModelId> names;
  private final InstantSource clock;

  /**
   * The words of one path.
   *
   * @param names tells what a model's name means here
   * @param clock wall clock
   */
  public OllamaWords(OllamaForm form, Function<String, ModelId> names, InstantSource clock) {
    this.form = form;
    this.names = names;
    this.clock = clock;
  }

  @Override
  public byte @Nullable [] settled(Call call, byte[] body) {
    OllamaRequestHead head = OllamaRequestHead.read(body);
    OllamaRequest read = OllamaRequestReader.read(form, body, model(head.model()), head.stream());
    if (!(read instanceof OllamaRequest.Load load)) {
      return null;
    }
    ByteAccumulator out = new ByteAccumulator(ROOM);
    new AnswerLine(out, form, head.model(), clock, call::elapsedNanos).nothing(load.unload());
    return out.take();
  }

  @Override
  public Request read(Call call, byte[] body) {
    OllamaRequestHead head = OllamaRequestHead.read(body);
    ModelId model = model(head.model());
    return switch (OllamaRequestReader.read(form, body, model, head.stream())) {
      case OllamaRequest.Question question when form == OllamaForm.CHAT ->
          new RawRequest(
              Style.OLLAMA,
              Operation.CHAT,
              model,
              head.stream(),
              head.fields(),
              true,
              Map.of(),
              question::chat);
      case OllamaRequest.Question question -> question.chat();
      case OllamaRequest.Load ignored -> throw new IllegalStateException("settled already");
    };
  }

  private ModelId model(String name) {
    return name.isEmpty() ? ModelId.ANY : names.apply(name);
  }

  @Override
  public StreamSink.Script stream(Call call, Request request) {
    return new Streamed(this, call);
  }

  @Override
  public WholeSink.Script whole(Call call, Request request) {
    return new Whole(this, call);
  }

  private byte[] whole(Call call, List<ChatEvent.Content> said, Answer answer) {
    StringBuilder text = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    List<GrowingCall> calls = new ArrayList<>();
    for (ContentPart part : AnswerFold.message(said).parts()) {
      switch (part) {
        case ContentPart.Text each -> text.append(each.text());
        case ContentPart.Reasoning each -> thought.append(each.text());
        case ContentPart.ToolCall each -> {
          GrowingCall whole = new GrowingCall(calls.size(), each.id(), each.name(), null);
          whole.add(each.arguments());
          calls.add(whole);
        }
        default -> throw new IllegalArgumentException("a model does not answer so");
      }
    }
    ByteAccumulator out = new ByteAccumulator(ROOM);
    new AnswerLine(out, form, answer.model(), clock, call::elapsedNanos)
        .last(text.toString(), thought.toString(), calls, answer.finish(), answer.usage());
    return out.take();
  }

  @Override
  public int status(GatewayError error) {
    return OllamaErrors.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return OllamaErrors.body(error);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return OllamaErrors.body("unauthorized: send the gateway's key as a bearer token");
  }

  private record Streamed(OllamaWords words, Call call) implements StreamSink.Script {
    @Override
    public String contentType() {
      return LINES;
    }

    @Override
    public StreamWriter writer(String model) {
      return new OllamaStreamWriter(words.form, model, words.clock, call::elapsedNanos);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      words.refuse(call, error);
    }

    @Override
    public byte[] brokenOff(GatewayError error) {
      OllamaStreamWriter writer =
          new OllamaStreamWriter(words.form, "", words.clock, call::elapsedNanos);
      writer.failed(error);
      return writer.take();
    }

    @Override
    public byte[] signOfLife() {
      // Every line is an object.
      return new byte[0];
    }

    @Override
    public boolean showsSeals() {
      return false;
    }
  }

  private record Whole(OllamaWords words, Call call) implements WholeSink.Script {
    @Override
    public byte[] write(List<ChatEvent.Content> said, Answer answer) {
      return words.whole(call, said, answer);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      words.refuse(call, error);
    }
  }
}
