package dev.modelrouter.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLogEncoderTest {
  private static final Instant TIME = Instant.parse("2026-11-23T14:05:09.007Z");
  private final LoggerContext context = new LoggerContext();

  private LoggingEvent event(String message, @Nullable Throwable thrown, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            "fqcn",
            context.getLogger("dev.modelrouter.api"),
            Level.INFO,
            message,
            thrown,
            arguments);
    event.setInstant(TIME);
    return event;
  }

  private static String encode(LoggingEvent event, boolean stacks, String... secrets) {
    JsonLogEncoder encoder = new JsonLogEncoder(new Redactor(List.of(secrets)), stacks);
    return new String(encoder.encode(event), UTF_8);
  }

  @Test
  void encode_plainEvent_isOneLine() {
    assertThat(encode(event("ready in {} ms", null, 12), false))
        .isEqualTo(
            "{\"timestamp\":\"2026-11-23T14:05:09.007Z\",\"level\":\"INFO\","
                + "\"logger\":\"dev.modelrouter.api\",\"message\":\"ready in 12 ms\"}\n");
  }

  @Test
  void encode_pairs_keepTheirTypesAndOrder() {
    LoggingEvent event = event("done", null);
    event.addKeyValuePair(new KeyValuePair("request_id", "r\"1\n"));
    event.addKeyValuePair(new KeyValuePair("status", 200));
    event.addKeyValuePair(new KeyValuePair("tokens", 12345678901L));
    event.addKeyValuePair(new KeyValuePair("seconds", 0.0001));
    event.addKeyValuePair(new KeyValuePair("nan", Double.NaN));
    event.addKeyValuePair(new KeyValuePair("stream", true));
    event.addKeyValuePair(new KeyValuePair("provider", null));
    event.addKeyValuePair(new KeyValuePair("when", TIME));
    assertThat(encode(event, false))
        .endsWith(
            ",\"message\":\"done\",\"request_id\":\"r\\\"1\\n\",\"status\":200,"
                + "\"tokens\":12345678901,\"seconds\":1.0E-4,\"nan\":\"NaN\",\"stream\":true,"
                + "\"provider\":null,\"when\":\"2026-11-23T14:05:09.007Z\"}\n");
  }

  @Test
  void encode_pairNamedLikeAFixedField_doesNotRepeatTheName() {
    LoggingEvent event = event("m", new IllegalStateException("broken"));
    event.addKeyValuePair(new KeyValuePair("level", 3));
    event.addKeyValuePair(new KeyValuePair("error", "TIMEOUT"));
    assertThat(encode(event, false))
        .contains("\"level_\":3")
        .contains("\"error_\":\"TIMEOUT\"")
        .contains("\"error\":\"java.lang.IllegalStateException: broken\"");
    LoggingEvent without = event("m", null);
    without.addKeyValuePair(new KeyValuePair("error", "TIMEOUT"));
    assertThat(encode(without, false)).contains("\"error\":\"TIMEOUT\"");
  }

  @Test
  void encode_throwable_showsCausesAndTheStackOnlyWhenAsked() {
    LoggingEvent event =
        event("m", new IllegalStateException("outer", new java.io.IOException("inner")));
    JsonNode quiet = JsonMapper.shared().readTree(encode(event, false));
    assertThat(quiet.get("error").asString())
        .isEqualTo("java.lang.IllegalStateException: outer; caused by java.io.IOException: inner");
    assertThat(quiet.has("stack")).isFalse();
    JsonNode loud = JsonMapper.shared().readTree(encode(event, true));
    assertThat(loud.get("stack").asString())
        .contains("IllegalStateException: outer")
        .contains("at dev.modelrouter.telemetry.JsonLogEncoderTest")
        .contains("Caused by: java.io.IOException: inner");
  }

  @Test
  void encode_secret_isNowhere() {
    LoggingEvent event = event("key {}", new IllegalStateException("bad sk-secret"), "sk-secret");
    event.addKeyValuePair(new KeyValuePair("header", "Bearer sk-secret"));
    String line = encode(event, true, "sk-secret");
    assertThat(line)
        .doesNotContain("sk-secret")
        .contains("\"message\":\"key ***\"")
        .contains("\"header\":\"Bearer ***\"")
        .contains("IllegalStateException: bad ***");
  }

  @Test
  void encode_secretThatLooksLikeANumberOrAQuote_leavesTheLineReadable() {
    LoggingEvent event = event("pin 2026 \",\" end", null);
    event.addKeyValuePair(new KeyValuePair("count", 12026));
    JsonNode line = JsonMapper.shared().readTree(encode(event, false, "2026", "\",\" "));
    assertThat(line.get("message").asString()).isEqualTo("pin *** ***end");
    assertThat(line.get("timestamp").asString()).isEqualTo("2026-11-23T14:05:09.007Z");
    assertThat(line.get("count").asInt()).isEqualTo(12026);
  }

  @Test
  void encode_secondsThatChange_areWrittenAnew() {
    JsonLogEncoder encoder = new JsonLogEncoder(Redactor.none(), false);
    for (String time :
        List.of(
            "2026-11-23T23:59:59.999Z",
            "2026-11-24T00:00:00.000Z",
            "2026-11-24T00:00:00.120Z",
            "1969-12-31T23:59:59.500Z")) {
      LoggingEvent event = event("m", null);
      event.setInstant(Instant.parse(time));
      assertThat(new String(encoder.encode(event), UTF_8))
          .startsWith("{\"timestamp\":\"" + time + "\"");
    }
  }
}
