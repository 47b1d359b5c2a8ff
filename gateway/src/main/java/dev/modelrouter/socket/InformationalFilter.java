package dev.modelrouter.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpConnection;

/**
 * Leaves informational answers (status 1xx) of a provider that speaks HTTP/2 out: they are no
 * answers (RFC 9113, 8.1), but Vert.x knows only two of them.
 */
final class InformationalFilter extends Http2FrameListenerDecorator {
  private int left = ResponseDecoder.MAX_INFORMATIONAL;

  private InformationalFilter(Http2FrameListener listener) {
    super(listener);
  }

  /** Puts the filter on this connection to a provider. */
  static void install(HttpConnection connection) {
    Http2ConnectionHandler handler =
        VertxInternals.context(connection).pipeline().get(Http2ConnectionHandler.class);
    if (handler != null) {
      handler.decoder().frameListener(new InformationalFilter(handler.decoder().frameListener()));
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean last)
      throws Http2Exception {
    if (handedOn(headers)) {
      super.onHeadersRead(ctx, stream, headers, padding, last);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last)
      throws Http2Exception {
    if (handedOn(headers)) {
      super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, last);
    }
  }

  /** Too many in a row, and a change of protocols, are handed on and end their call. */
  private boolean handedOn(Http2Headers headers) {
    CharSequence status = headers.status();
    if (status == null || status.length() != 3 || status.charAt(0) != '1') {
      left = ResponseDecoder.MAX_INFORMATIONAL;
      return true;
    }
    return left-- <= 0;
  }
}
