package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.BrokenBody;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.RequestBody;
import dev.modelrouter.api.RequestRejectedException;
import dev.modelrouter.chat.BodyStream;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.MultipartBody;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.socket.Buffers;
import dev.modelrouter.wire.ByteBuilder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The form of one call. Its first MiB is kept, so that a form that is no longer can be sent to one
 * provider after another; of a longer one the rest goes to the first provider that takes it, piece
 * by piece, as fast as that provider reads.
 *
 * <p>Implementation notes. Confined to the call's event loop. READING fills the window, WAITING
 * until a provider is there, FLOWING to it; DISCARDING when the call is over before the form is.
 */
final class MultipartUpload implements BodyStream, MultipartScanner.Output {
  static final long MAX_BYTES = 100L * 1024 * 1024;

  private static final int WINDOW = 1024 * 1024;
  private static final int INITIAL = 16 * 1024;
  private static final long MAX_DISCARDED_BYTES = 256L * 1024 * 1024;

  private enum State {
    READING,
    WAITING,
    FLOWING,
    DISCARDING
  }

  private final Call call;
  private final String contentType;
  private final MultipartScanner scanner;
  private final Function<String, ModelId> names;
  private final Promise<byte[]> window = Promise.promise();
  private final ByteBuilder kept = new ByteBuilder(INITIAL);

  private State state = State.READING;
  private int modelAt = -1;
  private @Nullable String model;
  private long received;
  private long discarded;
  private boolean ended;
  private boolean paused;
  private String provider = "";
  private String target = "";
  private @Nullable BodyConsumer bodyConsumer;

  private MultipartUpload(
      Call call, String contentType, String boundary, Function<String, ModelId> names) {
    this.call = call;
    this.contentType = contentType;
    this.scanner = new MultipartScanner(boundary, this);
    this.names = names;
  }

  /**
   * Reads the beginning of a call's form; the call knows the rest then.
   *
   * @param names tells what a model's name means here
   * @return its first bytes, or {@link RequestRejectedException}
   */
  static Future<byte[]> read(Call call, Function<String, ModelId> names) {
    String type = call.request().getHeader("content-type");
    String boundary = MultipartScanner.boundary(type);
    if (type == null || boundary == null) {
      call.readOn();
      return Future.failedFuture(
          RequestRejectedException.with(
              ErrorCode.BAD_REQUEST,
              "The body must be a form: Content-Type 'multipart/form-data; boundary=…'."));
    }
    if (call.request().getHeader("content-encoding") != null) {
      call.readOn();
      return Future.failedFuture(
          RequestRejectedException.with(
              ErrorCode.UNSUPPORTED_ENCODING,
              "A form must not have a Content-Encoding; send it as it is."));
    }
    MultipartUpload multipartUpload = new MultipartUpload(call, type, boundary, names);
    call.rest(multipartUpload);
    multipartUpload.start();
    return multipartUpload.window.future();
  }

  private void start() {
    HttpServerRequest request = call.request();
    request.handler(this::more);
    request.endHandler(ignored -> end());
    request.exceptionHandler(this::broken);
    call.whenOver(this::over);
    call.readOn();
  }

  /** The form as far as it is known. */
  MultipartBody form(byte[] first) {
    String length = call.request().getHeader("content-length");
    long rest = length == null ? -1 : Long.parseLong(length) - received;
    return new MultipartBody(contentType, first, modelAt, ended ? null : this, rest);
  }

  /** The model's name, or null if it has not come yet. */
  @Nullable String model() {
    return model;
  }

  // What the caller sends.

  private void more(Buffer read) {
    received += read.length();
    if (state == State.DISCARDING) {
      discarded += read.length();
      if (discarded > MAX_DISCARDED_BYTES) {
        call.closeConnection();
      }
      return;
    }
    call.bodyAwaited();
    if (received > MAX_BYTES) {
      refuse(RequestBody.refusal(MAX_BYTES));
      return;
    }
    try {
      scanner.feed(Buffers.taken(read));
    } catch (UntranslatableRequestException e) {
      refuse(RequestRejectedException.with(ErrorCode.BAD_REQUEST, e.sentence()));
      return;
    }
    if (state == State.READING && kept.size() >= WINDOW) {
      state = State.WAITING;
      // It is ours that nothing more is read now, not the caller's fault.
      call.request().pause();
      call.bodyRead();
      window.complete(kept.take());
    }
  }

  private void end() {
    ended = true;
    if (state == State.DISCARDING) {
      return;
    }
    if (!scanner.isComplete()) {
      refuse(
          RequestRejectedException.with(
              ErrorCode.BAD_REQUEST, "The form is not whole: its last boundary is missing."));
      return;
    }
    call.bodyRead();
    BodyConsumer to = bodyConsumer;
    if (to != null) {
      to.end();
    } else if (state == State.READING) {
      window.complete(kept.take());
    }
  }

  private void broken(Throwable failure) {
    ended = true;
    if (state != State.DISCARDING && BrokenBody.isMalformed(failure)) {
      refuse(BrokenBody.refusal(failure));
    }
  }

  private void refuse(RequestRejectedException requestRejectedException) {
    boolean started = state != State.READING;
    state = State.DISCARDING;
    call.bodyRead();
    Exchange exchange = call.exchange();
    if (!started) {
      window.fail(requestRejectedException);
    } else if (exchange != null) {
      exchange.abort(requestRejectedException.error());
    }
  }

  private void over() {
    if (!ended && state != State.DISCARDING) {
      state = State.DISCARDING;
      paused = false;
      call.readOn();
    }
  }

  // What the scanner hands on.

  @Override
  public void bytes(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    BodyConsumer flowing = bodyConsumer;
    if (flowing == null) {
      kept.append(bytes, from, to);
    } else if (state == State.FLOWING) {
      flowing.bytes(Arrays.copyOfRange(bytes, from, to));
    }
  }

  @Override
  public void model(String value) {
    if (bodyConsumer == null) {
      model = value;
      modelAt = kept.size();
      return;
    }
    ModelId named = names.apply(value);
    if (named.provider() != null && !named.provider().equals(provider)) {
      throw new UntranslatableRequestException(
          "model",
          "'model' came after more than 1 MiB of the form and names "
              + named.provider()
              + ", when "
              + provider
              + " was already being asked; put 'model' before 'file', or say it in the header"
              + " x-modelrouter-model.");
    }
    byte[] name = (named.model() == null ? target : named.model()).getBytes(UTF_8);
    bytes(name, 0, name.length);
  }

  // What the provider's side wants.

  @Override
  public void selectTarget(String provider, String model) {
    this.provider = provider;
    this.target = model;
  }

  @Override
  public void begin(BodyConsumer bodyConsumer) {
    this.bodyConsumer = bodyConsumer;
    if (state == State.WAITING) {
      state = State.FLOWING;
      resume();
    }
  }

  @Override
  public boolean isStarted() {
    return bodyConsumer != null;
  }

  @Override
  public boolean awaited() {
    return state == State.FLOWING && !ended && !paused;
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public void pause() {
    if (state == State.FLOWING && !ended) {
      paused = true;
      call.request().pause();
      call.bodyRead();
    }
  }

  @Override
  public void resume() {
    if (state == State.FLOWING && !ended) {
      paused = false;
      call.bodyAwaited();
      call.readOn();
    }
  }
}
