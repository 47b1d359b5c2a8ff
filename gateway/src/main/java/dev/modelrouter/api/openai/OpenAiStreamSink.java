package dev.modelrouter.api.openai;

import dev.modelrouter.api.Call;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteAccumulator;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer in OpenAI's dialect: the provider's own events as they are, or chunks
 * made from what a provider of another dialect says. What one upstream read brought leaves in one
 * write.
 */
final class OpenAiStreamSink implements AnswerSink {
  private static final int ROOM = 512;

  private final Call call;
  private final Operation operation;
  private final long created;
  private final boolean usageWanted;
  private final ByteAccumulator out = new ByteAccumulator(ROOM);
  private boolean begun;
  private boolean relayed;

  /** The chunks of an answer that does not come as bytes. */
  private @Nullable OpenAiStreamWriter chunks;

  private String model = "";

  OpenAiStreamSink(Call call, Operation operation, long created, boolean usageWanted) {
    this.call = call;
    this.operation = operation;
    this.created = created;
    this.usageWanted = usageWanted;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return !(piece instanceof ChatEvent.ReasoningSealed);
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {
    begun = true;
    model = target.model();
    OpenAiHead.answer(call, header);
    call.beginStream();
  }

  @Override
  public void content(ChatEvent.Content piece) {
    chunks().content(piece);
  }

  private OpenAiStreamWriter chunks() {
    OpenAiStreamWriter known = chunks;
    if (known == null) {
      known = new OpenAiStreamWriter(call.serial(), created, model, usageWanted);
      chunks = known;
    }
    return known;
  }

  /** Moves what the chunks' writer has to what is sent. */
  private void collect() {
    OpenAiStreamWriter made = chunks;
    if (made != null && made.size() > 0) {
      out.append(made.take());
    }
  }

  @Override
  public void relay(byte[] bytes, int from, int to) {
    relayed = true;
    out.append(bytes, from, to);
  }

  @Override
  public void flush() {
    collect();
    if (out.size() > 0 && !call.over()) {
      call.response().write(Buffer.buffer(out.take()));
    }
  }

  @Override
  public void keepAlive() {
    // Only whole events have been written: a comment cannot land inside one.
    if (!call.over()) {
      call.response().write(": keep-alive\n\n");
    }
  }

  @Override
  public boolean full() {
    return call.response().writeQueueFull();
  }

  @Override
  public void onDrain(Runnable resume) {
    call.response().drainHandler(ignored -> resume.run());
  }

  @Override
  public void complete(Answer answer) {
    if (chunks == null && !relayed) {
      chunks();
    }
    OpenAiStreamWriter made = chunks;
    if (made != null) {
      made.done(answer.finish(), answer.usage());
    }
    collect();
    call.endStream(Buffer.buffer(out.take()));
  }

  @Override
  public void fail(GatewayError error) {
    if (!begun) {
      OpenAiHead.error(call, error);
      call.json(OpenAiErrors.status(error), OpenAiErrors.body(error, null), error.retryAfter());
      return;
    }
    collect();
    // No end mark follows: a cut answer must not look like a whole one.
    out.append(operation == Operation.RESPONSE ? "event: error\ndata: " : "data: ");
    OpenAiErrors.append(out, error, null).append("\n\n");
    call.endStream(Buffer.buffer(out.take()));
  }
}
