package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.RawRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.provider.DirectProvider;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.OutboundRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How an attempt speaks with its provider: in the caller's own bytes, or in words all share. */
sealed interface Speech {

  /** The caller's bytes where the provider speaks the caller's dialect, else words. */
  static Speech between(Request request, HttpProvider provider) {
    return request instanceof RawRequest raw
            && provider instanceof DirectProvider direct
            && direct.passes(raw.operation())
        ? new Bytes(raw, direct)
        : new Words(request, provider);
  }

  /**
   * What is sent.
   *
   * @throws dev.modelrouter.chat.UnspeakableException if it cannot be said to this provider
   */
  OutboundRequest encode(String model);

  /** Reads one streamed answer; {@code passed} gets the bytes that go to the caller as they are. */
  StreamDecoder newDecoder(DirectProvider.ByteSink passed);

  /**
   * Reads one whole answer and tells what is in it.
   *
   * @return what goes to the caller as it is, or null where {@code out} was told all of it
   */
  byte @Nullable [] whole(byte[] body, Consumer<? super ChatEvent> out);

  /** Whether the answer is of no kind that is read here, sound for instance. */
  boolean opaque();

  /** In bytes. */
  record Bytes(RawRequest request, DirectProvider provider) implements Speech {
    @Override
    public OutboundRequest encode(String model) {
      return provider.splice(request, model);
    }

    @Override
    public StreamDecoder newDecoder(DirectProvider.ByteSink passed) {
      return provider.newStreamRelay(request, passed);
    }

    @Override
    public byte @Nullable [] whole(byte[] body, Consumer<? super ChatEvent> out) {
      if (request.stream()) {
        // A stream was asked for: only as events can the document become one.
        provider.decodeAnswer(body, out);
        return null;
      }
      return provider.passAnswer(request, body, out);
    }

    @Override
    public boolean opaque() {
      return request.operation() == Operation.SPEECH;
    }
  }

  /** In the words that all dialects share. */
  record Words(Request request, HttpProvider provider) implements Speech {
    @Override
    public OutboundRequest encode(String model) {
      return provider.encode(request.chat(), model);
    }

    @Override
    public StreamDecoder newDecoder(DirectProvider.ByteSink passed) {
      return provider.newStreamDecoder();
    }

    @Override
    public byte @Nullable [] whole(byte[] body, Consumer<? super ChatEvent> out) {
      provider.decodeAnswer(body, out);
      return null;
    }

    @Override
    public boolean opaque() {
      return false;
    }
  }
}
