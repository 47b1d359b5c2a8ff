package dev.modelrouter.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.decision.DecisionRecord;
import dev.modelrouter.dispatch.Exchange;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The decision on a request in its own answer, for who asks for it by the header {@code
 * x-modelrouter-explain: true}: the field {@code x_modelrouter} of a JSON object, the last event of
 * a stream of events, the last line of a stream of lines.
 */
final class DecisionAttachment {
  private static final CharSequence REQUEST_HEADER =
      HttpHeaders.createOptimized("x-modelrouter-explain");
  private static final String FIELD = "\"x_modelrouter\":";

  private DecisionAttachment() {}

  /** A JSON object with the decision in it, if that is wished and there is one. */
  static byte[] in(Call call, byte[] body) {
    Exchange exchange = requestedExchange(call);
    int end = body.length - 1;
    while (end > 0 && body[end] <= ' ') {
      end--;
    }
    if (exchange == null || end < 1 || body[end] != '}') {
      return body;
    }
    int before = end - 1;
    while (before > 0 && body[before] <= ' ') {
      before--;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + 1024);
    all.write(body, 0, end);
    all.writeBytes(((body[before] == '{' ? "" : ",") + FIELD).getBytes(UTF_8));
    all.writeBytes(record(exchange));
    all.write('}');
    return all.toByteArray();
  }

  /** The last bytes of a stream with the decision behind them. */
  static byte[] behind(Call call, byte[] last) {
    Exchange exchange = requestedExchange(call);
    if (exchange == null) {
      return last;
    }
    String type = call.response().headers().get(HttpHeaders.CONTENT_TYPE);
    ByteArrayOutputStream all = new ByteArrayOutputStream(last.length + 1024);
    all.writeBytes(last);
    if (type != null && type.startsWith("text/event-stream")) {
      all.writeBytes("event: x_modelrouter\ndata: ".getBytes(UTF_8));
      all.writeBytes(record(exchange));
      all.writeBytes("\n\n".getBytes(UTF_8));
    } else if (type != null && type.startsWith("application/x-ndjson")) {
      all.writeBytes(("{" + FIELD).getBytes(UTF_8));
      all.writeBytes(record(exchange));
      all.writeBytes("}\n".getBytes(UTF_8));
    }
    return all.toByteArray();
  }

  private static byte[] record(Exchange exchange) {
    return DecisionRecord.of(exchange, Instant.now()).json();
  }

  private static @Nullable Exchange requestedExchange(Call call) {
    Exchange exchange = call.exchange();
    return exchange != null
            && call.mayExplain()
            && "true".equals(call.request().getHeader(REQUEST_HEADER))
        ? exchange
        : null;
  }
}
