package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.Endpoint;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long providers want to be left alone, however they say it: never negative, a week at most.
 */
class RetryAfterTest {
  private static final String DATE = "Mon, 30 Nov 2026 12:00:00 GMT";
  private static final long NOW_MILLIS = 1_796_040_000_000L;
  private static final Duration WEEK = Duration.ofDays(7);

  private static HttpProvider provider(String id) {
    return ProviderCatalogue.load().stream()
        .filter(row -> row.id().equals(id))
        .map(
            row ->
                ProviderRegistry.create(
                    row, new ProviderEndpoint(Endpoint.parse("http://127.0.0.1:1"), "k", "m")))
        .findFirst()
        .orElseThrow();
  }

  private static @Nullable Duration said(String message) {
    GatewayError error =
        provider("groq")
            .classify(
                429,
                name -> null,
                ("{\"error\":{\"message\":\"" + message + "\"}}").getBytes(UTF_8));
    return error.retryAfter();
  }

  @ParameterizedTest
  @CsvSource({
    "try again in 7.66s, PT7.66S",
    "try again in 1m2.5s. Visit, PT1M2.5S",
    "try again in 86ms, PT0.086S",
    "try again in 6m0s, PT6M",
    "try again in 20m, PT20M",
    "try again in 1h30m0s, PT1H30M",
    "try again in 2d, PT48H",
    "try again in 5999999999999945s, PT168H",
    "try again in 9223372036854775807ms, PT168H",
    "try again in 5m9223372036854775807.2s, PT168H",
    "try again in 9223372036854775807m1s, PT168H",
  })
  void time_inAMessage_isUnderstood_andCapped(String message, Duration expected) {
    assertThat(said("Please " + message)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "try again in a moment",
    "try again in 5 parsecs",
    "try again in 1.2.3s",
    "try again in -5s"
  })
  void whatIsNoTime_isNotUnderstood(String message) {
    assertThat(said(message)).isNull();
  }

  private static @Nullable Duration header(Map<String, String> headers) {
    return RetryAfter.read(headers::get);
  }

  @Test
  void dateFarAway_isAWeek_andOneThatIsOverIsNow() {
    assertThat(header(Map.of("retry-after", "Mon, 30 Nov 2099 12:00:00 GMT", "date", DATE)))
        .isEqualTo(WEEK);
    assertThat(header(Map.of("retry-after", "Mon, 30 Nov 2020 12:00:00 GMT", "date", DATE)))
        .isEqualTo(Duration.ZERO);
  }

  /** OpenRouter says when its limit begins anew, in milliseconds since 1970. */
  @Test
  void reset_isMeasuredFromTheAnswersDate() {
    String reset = Long.toString(NOW_MILLIS + 42_000);

    assertThat(header(Map.of("x-ratelimit-reset", reset, "date", DATE)))
        .isEqualTo(Duration.ofSeconds(42));
    assertThat(header(Map.of("x-ratelimit-reset", reset, "retry-after", "3", "date", DATE)))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(header(Map.of("x-ratelimit-reset", Long.toString(NOW_MILLIS - 1), "date", DATE)))
        .isEqualTo(Duration.ZERO);
    assertThat(header(Map.of("x-ratelimit-reset", "9e99", "date", DATE))).isEqualTo(WEEK);
    assertThat(header(Map.of("x-ratelimit-reset", "17", "date", DATE))).isNull();
    assertThat(header(Map.of("x-ratelimit-reset", reset))).isNull();
  }

  @Test
  void resetInOpenRoutersBody_isRead() {
    String body =
        "{\"error\":{\"message\":\"Rate limit"
            + " exceeded\",\"code\":429,\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":\""
            + (NOW_MILLIS + 9_000)
            + "\"}}}}";

    assertThat(
            provider("openrouter")
                .classify(429, Map.of("date", DATE)::get, body.getBytes(UTF_8))
                .retryAfter())
        .isEqualTo(Duration.ofSeconds(9));
  }
}
