package dev.modelrouter.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that speaks HTTP/2 frame by frame, to say what no library would. */
final class FrameProvider implements AutoCloseable {
  /** What is done when a request has been read; the first is number 1. */
  interface Behaviour {
    void answer(int number, Answer answer);
  }

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final Channel server;

  FrameProvider(Behaviour behaviour) {
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.incrementAndGet();
                    channel
                        .pipeline()
                        .addLast(Http2FrameCodecBuilder.forServer().validateHeaders(false).build())
                        .addLast(new Requests(behaviour));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  private final class Requests extends ChannelInboundHandlerAdapter {
    private final Behaviour behaviour;

    private Requests(Behaviour behaviour) {
      this.behaviour = behaviour;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http2DataFrame data && data.isEndStream()) {
        behaviour.answer(requests.incrementAndGet(), new Answer(ctx, data.stream()));
      }
      ReferenceCountUtil.release(message);
    }
  }

  /** The answer to one request. */
  static final class Answer {
    private final ChannelHandlerContext ctx;
    private final Http2FrameStream stream;

    private Answer(ChannelHandlerContext ctx, Http2FrameStream stream) {
      this.ctx = ctx;
      this.stream = stream;
    }

    /** A head; names and values in turn. */
    void head(String status, String... fields) {
      Http2Headers headers = new DefaultHttp2Headers(false).status(status);
      for (int i = 0; i < fields.length; i += 2) {
        headers.add(fields[i], fields[i + 1]);
      }
      ctx.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false).stream(stream));
    }

    void end(String body) {
      ctx.writeAndFlush(
          new DefaultHttp2DataFrame(Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII), true)
              .stream(stream));
    }

    /** Says that no stream above this one is looked at. */
    void goAway(int last) {
      byte[] frame = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, (byte) last, 0, 0, 0, 0};
      ctx.pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(frame));
    }
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }
}
