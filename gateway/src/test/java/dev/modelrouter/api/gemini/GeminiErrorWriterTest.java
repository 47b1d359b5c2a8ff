package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.documentation.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class GeminiErrorWriterTest {
  private static final Page PAGE = Page.read("docs/translation-gemini.md");

  private static String body(GatewayError error) {
    return new String(GeminiErrorWriter.body(error), UTF_8);
  }

  @Test
  void page_errors_areThoseOfTheCode() {
    List<List<String>> expected = new ArrayList<>();
    for (ErrorCode code : ErrorCode.values()) {
      GatewayError error = GatewayError.of(code, "m");
      String body = body(error);
      String word = body.replaceFirst(".*\"status\":\"", "").replaceFirst("\".*", "");
      assertThat(body).startsWith("{\"error\":{\"code\":" + GeminiErrorWriter.status(error) + ",");
      expected.add(
          List.of("`" + code + "`", "" + GeminiErrorWriter.status(error), "`" + word + "`"));
    }

    assertThat(PAGE.table("## Errors to Gemini's callers")).isEqualTo(expected);
  }

  @Test
  void page_finishReasons_areThoseOfTheCode() {
    List<List<String>> expected = new ArrayList<>();
    for (FinishReason reason : FinishReason.values()) {
      expected.add(
          List.of(
              reason.name().toLowerCase(Locale.ROOT),
              "`" + GeminiFinishReasonWriter.of(reason) + "`"));
    }

    assertThat(PAGE.table("## Why it stopped, to Gemini's callers")).isEqualTo(expected);
  }

  @Test
  void complaint_keepsTheProvidersStatusAndWords() {
    GatewayError error =
        new GatewayError(
            ErrorCode.BAD_REQUEST,
            "groq answered 404: no",
            null,
            new ProviderError(404, "no such model", "t", "c", "model"));

    assertThat(GeminiErrorWriter.status(error)).isEqualTo(404);
    assertThat(body(error))
        .isEqualTo(
            "{\"error\":{\"code\":404,\"message\":\"no such model\",\"status\":\"NOT_FOUND\","
                + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"model\",\"description\":\"no"
                + " such model\"}]}]}}");
  }

  @Test
  void keyOfTheOperator_isNotTheCallers() {
    GatewayError error =
        new GatewayError(
            ErrorCode.UNAUTHORIZED,
            "gemini answered 401",
            null,
            new ProviderError(401, "secret words", null, null, null));

    assertThat(GeminiErrorWriter.status(error)).isEqualTo(500);
    assertThat(body(error)).contains("\"INTERNAL\"").doesNotContain("secret words");
  }

  @Test
  void timeToWait_isARetryInfo() {
    GatewayError error = new GatewayError(ErrorCode.RATE_LIMIT, "slow", Duration.ofMillis(7_500));

    assertThat(body(error))
        .endsWith(
            ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
                + "\"retryDelay\":\"7.5s\"}]}}");
    assertThat(body(new GatewayError(ErrorCode.RATE_LIMIT, "slow", Duration.ofSeconds(30))))
        .contains("\"30s\"");
  }

  @Test
  void fieldToBlame_andTimeToWait_areBothDetails() {
    GatewayError error = new GatewayError(ErrorCode.RATE_LIMIT, "slow", Duration.ofSeconds(1));

    assertThat(new String(GeminiErrorWriter.body(error, "contents"), UTF_8))
        .contains("\"field\":\"contents\"", "\"1s\"}]}}");
  }

  @Test
  void errorOfTheEdge_hasTheWordOfItsStatus() {
    assertThat(new String(GeminiErrorWriter.body(401, "no \"key\""), UTF_8))
        .isEqualTo(
            "{\"error\":{\"code\":401,\"message\":\"no \\\"key\\\"\","
                + "\"status\":\"UNAUTHENTICATED\"}}");
  }

  @Test
  void count_isTheTotal() {
    assertThat(new String(CountTokensResponse.body(31), UTF_8)).isEqualTo("{\"totalTokens\":31}");
  }
}
