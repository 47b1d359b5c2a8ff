package dev.modelrouter.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A caller that notes what it gets. */
final class RecordingSink implements AnswerSink {
  final StringBuilder text = new StringBuilder();
  @Nullable Target target;
  @Nullable CompletionSummary answer;
  @Nullable GatewayError error;
  int keepAlives;
  private int ends;

  /** How often it was told the end; never more than once. */
  int ends() {
    return ends;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return true;
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {
    assertThat(this.target).as("begins once").isNull();
    this.target = target;
  }

  @Override
  public boolean canContinue() {
    return true;
  }

  @Override
  public void continueBy(Target target) {
    this.target = target;
  }

  @Override
  public void content(ChatEvent.Content piece) {
    assertThat(ends).as("nothing follows the end").isZero();
    if (piece instanceof ChatEvent.TextDelta delta) {
      text.append(delta.text());
    }
  }

  @Override
  public void relay(byte[] bytes, int from, int to) {
    throw new AssertionError("bytes are not passed on here");
  }

  @Override
  public void flush() {}

  @Override
  public void keepAlive() {
    keepAlives++;
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void onDrain(Runnable resume) {
    throw new AssertionError("this caller reads everything");
  }

  @Override
  public void complete(CompletionSummary completionSummary) {
    ends++;
    this.answer = completionSummary;
  }

  @Override
  public void fail(GatewayError error) {
    ends++;
    this.error = error;
  }

  @Override
  public void cut() {
    throw new AssertionError("nothing throws here");
  }
}
