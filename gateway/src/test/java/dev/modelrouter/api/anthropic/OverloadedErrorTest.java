package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's clients know 529 {@code overloaded_error}, and wait for it to pass. */
class OverloadedErrorTest {

  @ParameterizedTest
  @CsvSource({"529, 529, overloaded_error", "500, 502, api_error", "503, 502, api_error"})
  void overloadedProvider_staysOverloaded(int said, int status, String type) {
    ProviderError origin = new ProviderError(said, "Overloaded", null, null, null);
    GatewayError error =
        new GatewayError(ErrorCode.SERVER_ERROR, "anthropic answered " + said, null, origin);

    assertThat(AnthropicErrorWriter.status(error)).isEqualTo(status);
    assertThat(new String(AnthropicErrorWriter.body(error, null, null), UTF_8)).contains(type);
  }
}
