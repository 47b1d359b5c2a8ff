package dev.modelrouter.dispatch;

import dev.modelrouter.chat.BodyStream;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.MultipartBody;
import dev.modelrouter.chat.OpenAiForm;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UploadRequest;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.Provider;
import dev.modelrouter.provider.RestoringDecoder;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.provider.ToolNameRestorer;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt speaks with its provider: in the caller's own bytes, as a form, or in words all
 * share.
 */
sealed interface AttemptCodec {

  /** The caller's bytes where the provider speaks the caller's dialect, else words. */
  static AttemptCodec create(Request request, HttpProvider provider) {
    return switch (request) {
      case UploadRequest upload -> new Multipart(upload, provider);
      case PassthroughRequest raw when provider instanceof PassthroughProvider direct ->
          create(raw, direct);
      case PassthroughRequest raw -> new Translated(raw, provider);
      case ChatRequest chat -> new Translated(chat, provider);
    };
  }

  private static AttemptCodec create(PassthroughRequest request, PassthroughProvider provider) {
    OpenAiForm openAiForm = request.openAiForm();
    if (provider.passes(request)) {
      return new Passthrough(request, List.of(), provider);
    }
    return openAiForm != null && provider.passes(openAiForm.request())
        ? new Passthrough(openAiForm.request(), openAiForm.untranslatable(), provider)
        : new Translated(request, provider);
  }

  /** Whether there is nothing to ask this provider: it counts no tokens of such a request. */
  static boolean isEstimated(Request request, Provider provider) {
    return request.operation() == Operation.COUNT
        && !(request instanceof PassthroughRequest raw
            && provider instanceof PassthroughProvider direct
            && direct.passes(raw));
  }

  /**
   * What is sent.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException if it cannot be said to this
   *     provider
   */
  OutboundRequest encode(String model);

  /** Reads one streamed answer; {@code passed} gets the bytes that go to the caller as they are. */
  StreamDecoder newDecoder(PassthroughProvider.ByteSink passed);

  /**
   * Reads one whole answer and tells what is in it.
   *
   * @return what goes to the caller as it is, or null where {@code out} was told all of it
   */
  byte @Nullable [] decodeUnary(byte[] body, Consumer<? super ChatEvent> out);

  /** Whether the answer is of no kind that is read here, sound for instance. */
  boolean isOpaque();

  /** In bytes. */
  final class Passthrough implements AttemptCodec {
    private final PassthroughRequest request;
    private final List<String> untranslatable;
    private final PassthroughProvider provider;
    private @Nullable ToolNameRestorer names;

    /**
     * The request as bytes for this provider.
     *
     * @param untranslatable what the caller said and these bytes do not
     */
    Passthrough(
        PassthroughRequest request, List<String> untranslatable, PassthroughProvider provider) {
      this.request = request;
      this.untranslatable = untranslatable;
      this.provider = provider;
    }

    @Override
    public OutboundRequest encode(String model) {
      OutboundRequest bytes = provider.splice(request, model);
      names = restorer(bytes);
      return untranslatable.isEmpty() ? bytes : bytes.dropping(untranslatable);
    }

    @Override
    public StreamDecoder newDecoder(PassthroughProvider.ByteSink passed) {
      ToolNameRestorer changed = names;
      return provider.newStreamRelay(request, changed == null ? passed : changed.bytes(passed));
    }

    @Override
    public byte @Nullable [] decodeUnary(byte[] body, Consumer<? super ChatEvent> out) {
      ToolNameRestorer changed = names;
      if (request.stream()) {
        // A stream was asked for: only as events can the document become one.
        provider.decodeAnswer(body, changed == null ? out : changed.events(out));
        return null;
      }
      byte[] passed = provider.passAnswer(request, body, out);
      return changed == null ? passed : changed.restore(passed, 0, passed.length);
    }

    @Override
    public boolean isOpaque() {
      return request.operation() == Operation.SPEECH;
    }
  }

  /** What puts the callers' names of tools back; null where none was changed. */
  private static @Nullable ToolNameRestorer restorer(OutboundRequest sent) {
    return sent.toolNames().isEmpty() ? null : new ToolNameRestorer(sent.toolNames());
  }

  /** As the caller's form, which nobody reads but for the model's name. */
  record Multipart(UploadRequest request, HttpProvider provider) implements AttemptCodec {
    @Override
    public OutboundRequest encode(String model) {
      MultipartBody form = request.form();
      byte[] begin = form.bytes(model);
      BodyStream rest = form.rest();
      if (rest == null) {
        return outbound(begin, Map.of("content-type", form.contentType()), null);
      }
      rest.selectTarget(provider.id(), model);
      // While the model's name is still to come nobody knows how long it will be for this target.
      boolean known = form.modelAt() >= 0 && form.restLength() >= 0;
      String length = known ? Long.toString(begin.length + form.restLength()) : "";
      return outbound(
          begin,
          known
              ? Map.of("content-type", form.contentType(), "content-length", length)
              : Map.of("content-type", form.contentType(), "transfer-encoding", "chunked"),
          rest);
    }

    private OutboundRequest outbound(
        byte[] body, Map<String, String> headers, @Nullable BodyStream rest) {
      return new OutboundRequest(request.operation().path(), body, List.of(), headers, rest);
    }

    @Override
    public StreamDecoder newDecoder(PassthroughProvider.ByteSink passed) {
      throw new IllegalStateException("such an answer is not read");
    }

    @Override
    public byte @Nullable [] decodeUnary(byte[] body, Consumer<? super ChatEvent> out) {
      throw new IllegalStateException("such an answer is not read");
    }

    @Override
    public boolean isOpaque() {
      return true;
    }
  }

  /** In the words that all dialects share. */
  final class Translated implements AttemptCodec {
    private final Request request;
    private final HttpProvider provider;
    private @Nullable ToolNameRestorer names;

    /** The request in words for this provider. */
    Translated(Request request, HttpProvider provider) {
      this.request = request;
      this.provider = provider;
    }

    @Override
    public OutboundRequest encode(String model) {
      OutboundRequest sent = provider.encode(request.chat(), model);
      names = restorer(sent);
      return sent;
    }

    @Override
    public StreamDecoder newDecoder(PassthroughProvider.ByteSink passed) {
      ToolNameRestorer changed = names;
      StreamDecoder decoder = provider.newStreamDecoder();
      return changed == null ? decoder : new RestoringDecoder(decoder, changed);
    }

    @Override
    public byte @Nullable [] decodeUnary(byte[] body, Consumer<? super ChatEvent> out) {
      ToolNameRestorer changed = names;
      provider.decodeAnswer(body, changed == null ? out : changed.events(out));
      return null;
    }

    @Override
    public boolean isOpaque() {
      return false;
    }
  }
}
