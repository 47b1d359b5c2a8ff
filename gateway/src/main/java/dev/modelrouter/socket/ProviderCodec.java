package dev.modelrouter.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 codec of a connection to a provider. It replaces Netty's, and decides whether the
 * connection may carry another request. Confined to the connection's event loop.
 *
 * <p>The invariant: a connection is {@linkplain #reusable reusable} only after a final answer
 * (status 200 and above) to its own, wholly sent request has been read to an end that its framing
 * defines (RFC 9112, 6.3 and 9.3), with not one byte behind it. Whatever else happens on the
 * connection closes it, since the next answer on it could be that of another request. Answers with
 * status 1xx are not answers: they are left out (RFC 9110, 15.2), as many as a sane server sends.
 */
final class ProviderCodec
    extends CombinedChannelDuplexHandler<ResponseDecoder, HttpRequestEncoder> {
  private static final AttributeKey<ProviderCodec> KEY =
      AttributeKey.valueOf(ProviderCodec.class, "codec");

  private final ResponseDecoder decoder;

  private ProviderCodec(ResponseDecoder decoder) {
    super(decoder, new HttpRequestEncoder());
    this.decoder = decoder;
  }

  /** A codec with these limits of an answer's head and chunks. */
  static ProviderCodec of(HttpDecoderConfig limits) {
    return new ProviderCodec(new ResponseDecoder(limits));
  }

  /** Gives this connection to a provider the codec, where it speaks HTTP/1.1. */
  static void install(HttpConnection connection, HttpDecoderConfig limits) {
    ChannelPipeline pipeline = VertxInternals.context(connection).pipeline();
    ChannelHandlerContext present = pipeline.context(HttpClientCodec.class);
    if (present != null) {
      ProviderCodec codec = of(limits);
      pipeline.replace(present.handler(), present.name(), codec);
      pipeline.channel().attr(KEY).set(codec);
    }
  }

  /** The codec that this connection was given, or null where it speaks HTTP/2. */
  static @Nullable ProviderCodec of(Channel channel) {
    return channel.attr(KEY).get();
  }

  /** Whether another request may be sent. */
  boolean reusable() {
    return decoder.idle();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    ChannelPromise known = promise;
    if (message instanceof HttpRequest) {
      known = promise.unvoid();
      decoder.requestBegins(known);
    }
    if (message instanceof LastHttpContent) {
      known = known.unvoid();
      decoder.requestEnds(known);
    }
    super.write(ctx, message, known);
  }
}
