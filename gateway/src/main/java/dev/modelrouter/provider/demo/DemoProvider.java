package dev.modelrouter.provider.demo;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.provider.LocalProvider;
import java.util.List;

/** Answers when nothing is configured, and says that it is no model. */
public final class DemoProvider implements LocalProvider {
  private static final String ID = "demo";
  private static final List<String> PIECES =
      List.of(
          ("This is a demonstration by ModelRouter: it works, but no model was asked. To get real"
                  + " answers, put a key such as GROQ_API_KEY into the file .env and start again,"
                  + " or start Ollama on this machine.")
              .split("(?= )"));

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String defaultModel() {
    return ID;
  }

  @Override
  public List<String> answer(ChatRequest request, String model) {
    return PIECES;
  }
}
