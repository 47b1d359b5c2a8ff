package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.HttpStatusErrors;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider whose answers are single characters: {@code :} is a sign of life, {@code .} the end of
 * the answer, {@code !} an error in place of its end, and anything else a piece of text.
 */
record ScriptedProvider(String id) implements HttpProvider {
  @Override
  public String defaultModel() {
    return "m";
  }

  @Override
  public Endpoint endpoint() {
    return new Endpoint(false, id + ".test", 80, "");
  }

  @Override
  public Map<String, String> headers() {
    return Map.of();
  }

  @Override
  public OutboundRequest encode(ChatRequest request, String model) {
    return new OutboundRequest("/chat", model.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String modelsPath() {
    return "/models";
  }

  @Override
  public List<String> modelNames(byte[] body) {
    return List.of();
  }

  @Override
  public StreamDecoder newStreamDecoder() {
    return new StreamDecoder() {
      private boolean over;

      @Override
      public void feed(byte[] bytes, int offset, int length, Consumer<? super ChatEvent> out) {
        for (int i = offset; i < offset + length && !over; i++) {
          over = tell((char) bytes[i], out);
        }
      }

      @Override
      public void end(Consumer<? super ChatEvent> out) {
        if (!over) {
          over = tell('!', out);
        }
      }
    };
  }

  /** Whether that was the end. */
  private boolean tell(char c, Consumer<? super ChatEvent> out) {
    switch (c) {
      case ':' -> {
        return false;
      }
      case '.' -> {
        out.accept(new ChatEvent.Finished(FinishReason.STOP));
        out.accept(new ChatEvent.Completed());
        return true;
      }
      case '!' -> {
        out.accept(
            new ChatEvent.Failed(
                GatewayError.of(ErrorCode.INVALID_RESPONSE, id + " broke off its answer")));
        return true;
      }
      default -> {
        out.accept(new ChatEvent.TextDelta(String.valueOf(c)));
        return false;
      }
    }
  }

  @Override
  public void decodeAnswer(byte[] body, Consumer<? super ChatEvent> out) {
    StreamDecoder decoder = newStreamDecoder();
    decoder.feed(body, 0, body.length, out);
    decoder.end(out);
  }

  @Override
  public GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    String seconds = header.apply("retry-after");
    String code = new String(body, StandardCharsets.UTF_8);
    return new GatewayError(
        code.equals("context_length")
            ? ErrorCode.CONTEXT_LENGTH
            : HttpStatusErrors.ofStatus(status),
        id + " answered " + status,
        seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds)),
        new ProviderError(status, null, null, code.isEmpty() ? null : code, null));
  }
}
