package dev.modelrouter.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.AnswerFormat;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UnspeakableException;
import dev.modelrouter.wire.Endpoint;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolUniquenessTest {
  @ParameterizedTest
  @ValueSource(strings = {"anthropic", "gemini"})
  void twoToolsOfOneName_areRefusedBeforeTheProviderIsAsked(String id) {
    HttpProvider provider =
        ProviderCatalogue.load().stream()
            .filter(entry -> entry.id().equals(id))
            .map(
                entry ->
                    ProviderRegistry.create(
                        entry, new ProviderAccess(Endpoint.parse(entry.baseUrl()), "k", "m")))
            .findFirst()
            .orElseThrow();
    Tool tool = new Tool("f", null, null, null);
    ChatRequest request =
        new ChatRequest(
            ModelId.ANY,
            List.of(new Message(Role.USER, "hi")),
            Sampling.DEFAULT,
            List.of(tool, new Tool("g", null, null, null), tool),
            ToolChoice.AUTO,
            null,
            AnswerFormat.TEXT,
            null,
            null,
            false,
            List.of());

    assertThatThrownBy(() -> provider.encode(request, "m"))
        .isInstanceOf(UnspeakableException.class)
        .hasMessageContaining("tools[2].name");
  }
}
