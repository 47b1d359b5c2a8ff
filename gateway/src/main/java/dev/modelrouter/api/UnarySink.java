package dev.modelrouter.api;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.dispatch.WorkerPool;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a whole answer: the provider's own bytes, or a document made here. */
public final class UnarySink implements AnswerSink {
  private static final Logger log = LoggerFactory.getLogger(UnarySink.class);

  /** What differs from dialect to dialect. */
  public interface UnaryFormat {

    /** The JSON document that says this. */
    byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary);

    /**
     * The document that came as the target's own bytes, as the caller is to have it; null if it is
     * not what it should be.
     */
    default byte @Nullable [] relayed(
        Target target, byte[] own, CompletionSummary completionSummary) {
      return own;
    }

    /** Whether the dialect has a form for what a model made beside text. */
    default boolean shows(Media media) {
      return false;
    }

    /** Answers with an error. */
    void refuse(Call call, GatewayError error);
  }

  private final Call call;
  private final UnaryFormat unaryFormat;
  private final List<ChatEvent.Content> contents = new ArrayList<>(1);
  private byte @Nullable [] bytes;
  private @Nullable Target target;

  /** An answer to this caller. */
  public UnarySink(Call call, UnaryFormat unaryFormat) {
    this.call = call;
    this.unaryFormat = unaryFormat;
  }

  @Override
  public boolean shows(ChatEvent.Content piece) {
    return !(piece instanceof ChatEvent.MediaOutput output) || unaryFormat.shows(output.media());
  }

  @Override
  public void begin(Target target, Function<String, @Nullable String> header) {
    this.target = target;
    ResponseHeaders.answer(call);
  }

  @Override
  public void content(ChatEvent.Content piece) {
    contents.add(piece);
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
  public void complete(CompletionSummary completionSummary) {
    if (call.large() || size() > WorkerPool.INLINE_BYTES) {
      call.when(
          call.workers().run(() -> new UnaryDocument(document(completionSummary))),
          unaryDocument -> answer(unaryDocument.document(), completionSummary),
          this::broken);
    } else {
      answer(document(completionSummary), completionSummary);
    }
  }

  /** The document for the caller, or null where there is none. */
  private record UnaryDocument(byte @Nullable [] document) {}

  /** Roughly the bytes of the document. */
  private long size() {
    byte[] own = bytes;
    if (own != null) {
      return own.length;
    }
    long size = 0;
    for (int i = 0; i < contents.size(); i++) {
      size += size(contents.get(i));
    }
    return size;
  }

  private static long size(ChatEvent.Content piece) {
    return switch (piece) {
      case ChatEvent.TextDelta delta -> delta.text().length();
      case ChatEvent.ReasoningDelta delta -> delta.text().length();
      case ChatEvent.SignatureDelta sealed -> sealed.signature().value().length();
      case ChatEvent.ToolCallDelta delta -> delta.arguments().length();
      case ChatEvent.MediaOutput(Media.Inline inline) -> inline.base64().length();
      case ChatEvent.MediaOutput(Media.Remote remote) -> remote.url().length();
      case ChatEvent.OpaqueContent ignored -> 0;
    };
  }

  private byte @Nullable [] document(CompletionSummary completionSummary) {
    byte[] own = bytes;
    Target answering = target;
    return own == null || answering == null
        ? unaryFormat.write(contents, completionSummary)
        : unaryFormat.relayed(answering, own, completionSummary);
  }

  private void broken(Throwable failure) {
    log.atError().addKeyValue("request_id", call.id()).setCause(failure).log("internal error");
    fail(
        GatewayError.of(
            ErrorCode.INTERNAL_ERROR,
            "The gateway itself failed; tell its operator the request id."));
  }

  private void answer(byte @Nullable [] written, CompletionSummary completionSummary) {
    if (written == null) {
      fail(
          GatewayError.of(
              ErrorCode.INVALID_RESPONSE,
              completionSummary.provider() + " sent what cannot be translated"));
    } else {
      call.json(200, written, null);
    }
  }

  @Override
  public void cut() {
    call.cut();
  }

  @Override
  public void fail(GatewayError error) {
    unaryFormat.refuse(call, error);
  }
}
