package dev.modelrouter.api.openai;

import dev.modelrouter.api.Call;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer in OpenAI's dialect: the provider's own bytes, or a document made here. */
final class OpenAiWholeSink implements AnswerSink {
  private final Call call;
  private final long created;
  private final List<ChatEvent.Content> said = new ArrayList<>(1);
  private byte @Nullable [] bytes;

  OpenAiWholeSink(Call call, long created) {
    this.call = call;
    this.created = created;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return !(piece instanceof ChatEvent.ReasoningSealed);
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {
    OpenAiHead.answer(call, header);
  }

  @Override
  public void content(ChatEvent.Content piece) {
    said.add(piece);
  }

  @Override
  public void relay(byte[] whole, int from, int to) {
    bytes = from == 0 && to == whole.length ? whole : Arrays.copyOfRange(whole, from, to);
  }

  @Override
  public void flush() {}

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void onDrain(Runnable resume) {
    resume.run();
  }

  @Override
  public void complete(Answer answer) {
    byte[] own = bytes;
    call.json(
        200,
        own == null ? OpenAiAnswerWriter.write(call.serial(), created, said, answer) : own,
        null);
  }

  @Override
  public void fail(GatewayError error) {
    OpenAiHead.error(call, error);
    call.json(OpenAiErrors.status(error), OpenAiErrors.body(error, null), error.retryAfter());
  }
}
