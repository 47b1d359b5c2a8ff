package dev.modelrouter.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers on a connection to a provider and holds the state that {@link ProviderCodec}
 * documents: one request, then one final answer.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  /** More informational answers than this before one final answer are no sane server's. */
  static final int MAX_INFORMATIONAL = 32;

  private static final int FIRST_FINAL = 200;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private enum State {
    /** No request is under way, and another may be sent. */
    IDLE,
    /** A request has been written; its final answer has not begun. */
    AWAITING,
    /** The final answer's body is being read. */
    READING,
    /** What comes now belongs to nothing: it is dropped, and the connection is closed. */
    UNUSABLE
  }

  private State state = State.IDLE;
  private @Nullable ChannelFuture requestHead;
  private @Nullable ChannelFuture requestEnd;
  private int informational;
  private boolean informationalOpen;
  private boolean persistent;
  private boolean ambiguous;

  ResponseDecoder(HttpDecoderConfig limits) {
    super(limits);
  }

  boolean idle() {
    return state == State.IDLE;
  }

  /** A request's head is written now. */
  void requestBegins(ChannelFuture written) {
    state = state == State.IDLE ? State.AWAITING : State.UNUSABLE;
    requestHead = written;
    requestEnd = null;
    informational = 0;
  }

  /** The end of the request is written now. */
  void requestEnds(ChannelFuture written) {
    requestEnd = written;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (state == State.UNUSABLE || (message instanceof ByteBuf bytes && !bytes.isReadable())) {
      ReferenceCountUtil.release(message);
    } else if (state == State.IDLE || (state == State.AWAITING && nothingSent(ctx))) {
      // Nothing had been asked when this was sent: it must not become the answer to a request.
      ReferenceCountUtil.release(message);
      boolean asked = state == State.AWAITING;
      close(ctx);
      if (asked) {
        ctx.fireExceptionCaught(new ProtocolException("an answer came before its request"));
      }
    } else {
      super.channelRead(ctx, message);
    }
  }

  private boolean nothingSent(ChannelHandlerContext ctx) {
    ChannelFuture head = requestHead;
    if (head == null || head.isDone()) {
      return false;
    }
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer != null && buffer.size() == 0;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int known = out.size();
    super.decode(ctx, in, out);
    for (int i = known; i < out.size(); i++) {
      Object message = out.get(i);
      boolean drop =
          (message instanceof HttpResponse head && !head(head))
              || (message instanceof LastHttpContent end && !end(ctx, end, in))
              || (state == State.UNUSABLE && !(message instanceof HttpObject));
      if (drop) {
        ReferenceCountUtil.release(out.remove(i));
        i--;
      }
    }
  }

  /** Whether this head is handed on. */
  private boolean head(HttpResponse head) {
    int status = head.status().code();
    if (head.decoderResult().isFailure() || state != State.AWAITING) {
      state = State.UNUSABLE;
      return true;
    }
    if (status < FIRST_FINAL) {
      if (status > SWITCHING_PROTOCOLS || status == 100) {
        informationalOpen = ++informational <= MAX_INFORMATIONAL;
      }
      if (!informationalOpen) {
        // It is no answer either; the call that awaits one ends with an error.
        state = State.UNUSABLE;
      }
      return !informationalOpen;
    }
    state = State.READING;
    persistent = isPersistent(head, status);
    if (!persistent) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return true;
  }

  /** Whether this end of a message is handed on. */
  private boolean end(ChannelHandlerContext ctx, LastHttpContent end, ByteBuf in) {
    if (informationalOpen) {
      informationalOpen = false;
      return false;
    }
    boolean clean =
        state == State.READING
            && persistent
            && end.decoderResult().isSuccess()
            && requestEnd != null
            && requestEnd.isSuccess()
            && !in.isReadable();
    if (clean) {
      state = State.IDLE;
    } else {
      in.skipBytes(in.readableBytes());
      close(ctx);
    }
    return true;
  }

  private void close(ChannelHandlerContext ctx) {
    state = State.UNUSABLE;
    var _ = ctx.close();
  }

  /** Whether the answer's own end is defined by its head, and the server keeps the connection. */
  private boolean isPersistent(HttpResponse head, int status) {
    HttpHeaders headers = head.headers();
    boolean unclear = ambiguous;
    ambiguous = false;
    if (unclear
        || !head.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || (headers.contains(HttpHeaderNames.CONNECTION)
            && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true))) {
      return false;
    }
    boolean length = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    boolean coding = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    return switch (status) {
      case NO_CONTENT -> !length && !coding;
      case NOT_MODIFIED -> !coding;
      default -> length || coding;
    };
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean empty = super.isContentAlwaysEmpty(message);
    if (!message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return empty;
    }
    List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!empty && !isChunkedAlone(codings)) {
      throw new IllegalArgumentException("a transfer coding other than chunked");
    }
    // Netty takes the header of an answer without content away.
    ambiguous |= empty;
    return empty;
  }

  private static boolean isChunkedAlone(List<String> codings) {
    return codings.size() == 1
        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst().strip());
  }
}
