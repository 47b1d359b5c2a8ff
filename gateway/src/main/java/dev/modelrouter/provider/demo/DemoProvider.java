package dev.modelrouter.provider.demo;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.provider.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers when nothing is configured, and says that it is no model. */
public final class DemoProvider implements LocalProvider {
  private static final String ID = "demo";
  private static final Duration BETWEEN_PIECES = Duration.ofMillis(25);
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
  public List<Step> play(String model, boolean stream) {
    List<Step> steps = new ArrayList<>();
    for (String piece : PIECES) {
      if (stream) {
        steps.add(new Step.Pause(BETWEEN_PIECES));
      }
      steps.add(new Step.Say(piece));
    }
    steps.add(new Step.End(FinishReason.STOP, null));
    return steps;
  }
}
