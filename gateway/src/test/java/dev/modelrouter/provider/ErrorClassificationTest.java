package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.Fixture;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What recorded errors of providers mean. */
class ErrorClassificationTest {
  private static final String KEY = "sk-verysecretkey12345";

  private static HttpProvider provider(String id) {
    ProviderDefinition entry =
        ProviderCatalogue.load().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow();
    return ProviderRegistry.create(
        entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), KEY, "m"));
  }

  private static GatewayError classify(String provider, String file) {
    Fixture fixture =
        Fixture.in("errors", ".http").stream()
            .filter(one -> one.toString().equals("errors/" + file + ".http"))
            .findFirst()
            .orElseThrow();
    String message = new String(fixture.bytes(), ISO_8859_1);
    int body = message.indexOf("\r\n\r\n") + 4;
    List<String> head = message.substring(0, body).lines().toList();
    Map<String, String> headers = new HashMap<>();
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).toLowerCase(), line.substring(colon + 1).strip());
      }
    }
    int status = Integer.parseInt(head.getFirst().split(" ")[1]);
    return provider(provider)
        .classify(status, headers::get, message.substring(body).getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, openai-400-context, CONTEXT_LENGTH",
    "openai, openai-400-param, BAD_REQUEST",
    "openai, openai-401, UNAUTHORIZED",
    "openai, openai-404, BAD_REQUEST",
    "openai, openai-429-quota, RATE_LIMIT",
    "openai, openai-429-rate, RATE_LIMIT",
    "openai, openai-500, SERVER_ERROR",
    "openai, openai-502-html, SERVER_ERROR",
    "openai, openai-503, SERVER_ERROR",
    "groq, groq-400-tool-use-failed, BAD_REQUEST",
    "groq, groq-413, BAD_REQUEST",
    "groq, groq-429, RATE_LIMIT",
    "groq, groq-498, RATE_LIMIT",
    "openrouter, openrouter-402, FORBIDDEN",
    "openrouter, openrouter-403-moderation, CONTENT_POLICY",
    "openrouter, openrouter-429-upstream, RATE_LIMIT",
    "openrouter, openrouter-502, SERVER_ERROR",
    "openrouter, openrouter-503-no-provider, SERVER_ERROR",
    "anthropic, anthropic-400, BAD_REQUEST",
    "anthropic, anthropic-400-long, CONTEXT_LENGTH",
    "anthropic, anthropic-401, UNAUTHORIZED",
    "anthropic, anthropic-413, BAD_REQUEST",
    "anthropic, anthropic-429, RATE_LIMIT",
    "anthropic, anthropic-500, SERVER_ERROR",
    "anthropic, anthropic-529, SERVER_ERROR",
    "openai, gemini-compat-400-array, BAD_REQUEST",
    "gemini, gemini-400-bad-key, UNAUTHORIZED",
    "gemini, gemini-400-signature, BAD_REQUEST",
    "gemini, gemini-429, RATE_LIMIT",
    "gemini, gemini-503, SERVER_ERROR",
    "gemini, gemini-compat-400-array, BAD_REQUEST",
    "ollama, ollama-400, BAD_REQUEST",
    "ollama, ollama-404, BAD_REQUEST",
    "ollama, ollama-503, SERVER_ERROR",
  })
  void aRecordedErrorHasItsClassAndItsWords(String provider, String file, ErrorCode code) {
    GatewayError error = classify(provider, file);

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).startsWith(provider + " answered ").hasSizeLessThan(400);
    if (!file.contains("html")) {
      assertThat(error.message()).as("the provider's own words").contains(": ");
    } else {
      assertThat(error.message()).doesNotContain("<");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          openai|400|{"error":{"code":400,"type":"exceed_context_size_error","message":"x"}}|CONTEXT_LENGTH
          openai|400|{"error":{"message":"This model's maximum context length is 8192 tokens."}}|CONTEXT_LENGTH
          openai|400|{"error":{"message":"This model's maximum prompt length is 131072"}}|CONTEXT_LENGTH
          openai|400|{"error":{"message":"x","metadata":{"error_type":"context_length_exceeded"}}}|CONTEXT_LENGTH
          openai|429|{"error":{"message":"too many tokens of context length a minute"}}|RATE_LIMIT
          openai|400|{"error":{"message":"max_tokens is too large"}}|BAD_REQUEST
          gemini|400|{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}|CONTEXT_LENGTH
          anthropic|400|{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 9 + 9 > 8"}}|CONTEXT_LENGTH
          ollama|400|{"error":"prompt too long; exceeded max context length by 9 tokens"}|CONTEXT_LENGTH
          """)
  void whatIsTooLong_isKnownByItsCodeOrItsWords(
      String provider, int status, String body, ErrorCode code) {
    assertThat(provider(provider).classify(status, name -> null, body.getBytes(ISO_8859_1)).code())
        .isEqualTo(code);
  }

  @Test
  void theKeyIsNeverRepeated() {
    byte[] body =
        ("{\"error\":{\"message\":\"Incorrect API key provided: " + KEY + ".\"}}")
            .getBytes(ISO_8859_1);

    GatewayError error = provider("openai").classify(401, name -> null, body);

    assertThat(error.message()).contains("***").doesNotContain(KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "7, , , 7000",
    "1.5, , , 1500",
    "0, , , 0",
    "99, 250, , 250",
    "'Mon, 23 Nov 2026 10:01:30 GMT', , 'Mon, 23 Nov 2026 10:00:00 GMT', 90000",
    "'Mon, 23 Nov 2026 09:00:00 GMT', , 'Mon, 23 Nov 2026 10:00:00 GMT', 0",
    "'Mon, 23 Nov 2026 10:01:30 GMT', , , ",
    "soon, , , ",
    "-3, , , ",
    ", , , ",
  })
  void retryAfterInEveryForm(String retryAfter, String millis, String date, Long expected) {
    Map<String, String> headers = new HashMap<>();
    headers.put("retry-after", retryAfter);
    headers.put("retry-after-ms", millis);
    headers.put("date", date);

    assertThat(RetryAfter.read(headers::get))
        .isEqualTo(expected == null ? null : Duration.ofMillis(expected));
  }

  @Test
  void groqsMessageSaysHowLong_whenNoHeaderDoes() {
    byte[] body =
        "{\"error\":{\"message\":\"Limit reached. Please try again in 1m5.5s.\"}}"
            .getBytes(ISO_8859_1);

    assertThat(provider("groq").classify(429, name -> null, body).retryAfter())
        .isEqualTo(Duration.ofMillis(65_500));
  }
}
