package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures as LangChain4j sees them. */
class LangChain4jErrorTest {
  @RegisterExtension final TwoProviders providers = new TwoProviders();

  private OpenAiChatModel.OpenAiChatModelBuilder model(String name) {
    return OpenAiChatModel.builder()
        .baseUrl(providers.baseUrl())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .maxRetries(0);
  }

  private AbstractThrowableAssert<?, ?> assertFailure(String name, int status) {
    providers.always(Reply.error(status, null, "said so"));
    return assertThatThrownBy(() -> model(name).build().chat("Hi")).hasMessageContaining("said so");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void complaints_raiseTheirExceptions(String name) {
    assertFailure(name, 400).isExactlyInstanceOf(InvalidRequestException.class);
    assertFailure(name, 404).isExactlyInstanceOf(ModelNotFoundException.class);
    assertFailure(name, 422).isExactlyInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @CsvSource({"openai/m,500", "openai/m,401", "ollama/m,503", "ollama/m,401"})
  void failures_alsoOfTheOperatorsKey_raiseTheServersException(String name, int status) {
    assertFailure(name, status).isExactlyInstanceOf(InternalServerException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void spentLimit_raisesItsException(String name) {
    assertFailure(name, 429).isExactlyInstanceOf(RateLimitException.class);
  }

  @Test
  void refusal_raisesItsException() {
    providers.openai.always(TwoProviders.recorded("openai", "12-response-refusal.json"));

    assertThatThrownBy(() -> model("openai/m").build().chat("Hi"))
        .isExactlyInstanceOf(ContentFilteredException.class);
  }

  @Test
  void wrongKey_raisesItsException() {
    assertThatThrownBy(() -> model("openai/m").apiKey("wrong").build().chat("Hi"))
        .isExactlyInstanceOf(AuthenticationException.class);
  }

  @Test
  void spentLimit_isWaitedForByTheLibrary() {
    providers.openai.script(Reply.status(429).header("retry-after-ms", "200"), Reply.text("here"));

    assertThat(model("openai/m").maxRetries(2).build().chat("Hi")).isEqualTo("here");
    assertThat(providers.openai.chatRequests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void answerThatIsTooLate_isGivenUp_alsoAtTheProvider(String name) {
    providers.always(Reply.hang());

    assertThatThrownBy(() -> model(name).timeout(Duration.ofMillis(500)).build().chat("Hi"))
        .isExactlyInstanceOf(TimeoutException.class);

    eventually("the provider is left", () -> providers.of(name).disconnects() == 1);
  }
}
