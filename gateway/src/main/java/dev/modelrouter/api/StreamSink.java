package dev.modelrouter.api;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer: the provider's own events as they are where it speaks the caller's
 * dialect, else events made from what it says. What one upstream read brought leaves in one write.
 */
public final class StreamSink implements AnswerSink {
  private static final int EXTRA_CAPACITY = 512;
  private static final int MAX_OPENING = 4 * 1024;
  private static final byte[] NOTHING = {};

  /** What differs from dialect to dialect. */
  public interface StreamFormat {

    /** Media type of the stream. */
    String contentType();

    /** A writer of events for an answer by this model. */
    StreamWriter writer(String model);

    /** Answers with an error instead of a stream. */
    void refuse(Call call, GatewayError error);

    /** What ends a stream of a provider's own events that broke off. */
    byte[] brokenOff(GatewayError error);

    /** A sign of life between two events; empty where there is none. */
    byte[] signOfLife();

    /** Whether a seal on a thought is something the caller sees. */
    boolean showsSignatures();

    /** Whether the dialect has a form for what a model made beside text. */
    default boolean shows(Media media) {
      return false;
    }

    /**
     * Writes the target's own events, which are whole, as the caller is to have them.
     *
     * @param out what goes to the caller
     */
    default void relay(Target target, byte[] bytes, int from, int to, ByteBuilder out) {
      out.append(bytes, from, to);
    }

    /** Whether {@link #relay} does nothing but pass on. */
    default boolean passesAsItIs() {
      return false;
    }

    /**
     * A writer of events that go on with a stream of a provider's own.
     *
     * @param opening the first bytes of that stream
     * @return null where that cannot be done
     */
    default @Nullable StreamWriter following(byte[] opening) {
      return null;
    }
  }

  private final Call call;
  private final StreamFormat streamFormat;
  private final ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
  private boolean open;
  private boolean relayed;
  private @Nullable StreamWriter writer;
  private @Nullable Target target;
  private byte[] opening = NOTHING;

  /** A stream to this caller. */
  public StreamSink(Call call, StreamFormat streamFormat) {
    this.call = call;
    this.streamFormat = streamFormat;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return switch (piece) {
      case ChatEvent.SignatureDelta ignored -> streamFormat.showsSignatures();
      case ChatEvent.MediaOutput output -> streamFormat.shows(output.media());
      case ChatEvent.TextDelta ignored -> true;
      case ChatEvent.ReasoningDelta ignored -> true;
      case ChatEvent.ToolCallDelta ignored -> true;
      case ChatEvent.OpaqueContent ignored -> true;
    };
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {
    this.target = target;
    if (!open) {
      ResponseHeaders.answer(call);
      open();
    }
  }

  private void open() {
    open = true;
    call.beginStream(streamFormat.contentType());
  }

  @Override
  public boolean canContinue() {
    return !relayed || streamFormat.following(opening) != null;
  }

  @Override
  public void continueBy(Target target) {
    collect();
    if (relayed) {
      writer = streamFormat.following(opening);
      relayed = false;
    }
    writer().continuedBy(target.id());
  }

  @Override
  public void content(ChatEvent.Content piece) {
    writer().content(piece);
  }

  private StreamWriter writer() {
    StreamWriter known = writer;
    if (known == null) {
      known = streamFormat.writer(target == null ? "" : target.model());
      writer = known;
    }
    return known;
  }

  /** Moves what the writer has to what is sent. */
  private void collect() {
    StreamWriter made = writer;
    if (made != null && made.size() > 0) {
      out.append(made.take());
    }
  }

  @Override
  public void relay(byte[] bytes, int from, int to) {
    if (!relayed) {
      relayed = true;
      opening = Arrays.copyOfRange(bytes, from, Math.min(to, from + MAX_OPENING));
    }
    Target answering = target;
    if (answering == null) {
      throw new IllegalStateException("nobody answers");
    }
    streamFormat.relay(answering, bytes, from, to, out);
  }

  @Override
  public void relayGenerated(byte[] bytes) {
    if (relayed && streamFormat.passesAsItIs()) {
      out.adopt(bytes);
    } else {
      relay(bytes, 0, bytes.length);
    }
  }

  @Override
  public void flush() {
    collect();
    if (out.size() > 0) {
      call.write(out.take());
    }
  }

  @Override
  public int pending() {
    StreamWriter made = writer;
    return out.size() + (made == null ? 0 : made.size());
  }

  @Override
  public void closeConnection() {
    call.closeConnection();
  }

  @Override
  public void keepAlive() {
    byte[] sign = streamFormat.signOfLife();
    if (sign.length == 0 || call.over()) {
      return;
    }
    if (!open) {
      open();
    }
    // Only whole events have been written: a comment cannot land inside one.
    call.write(sign);
  }

  @Override
  public boolean full() {
    return call.full();
  }

  @Override
  public void onDrain(Runnable resume) {
    call.onDrain(resume);
  }

  @Override
  public void complete(CompletionSummary completionSummary) {
    if (!relayed) {
      writer().done(completionSummary);
    }
    collect();
    call.endStream(out.take());
  }

  @Override
  public void cut() {
    call.cut();
  }

  @Override
  public void fail(GatewayError error) {
    if (!open) {
      streamFormat.refuse(call, error);
      return;
    }
    // No end mark follows: a cut answer must not look like a whole one.
    if (relayed) {
      out.append(streamFormat.brokenOff(error));
    } else {
      writer().failed(error);
      collect();
    }
    call.endStream(out.take());
  }
}
