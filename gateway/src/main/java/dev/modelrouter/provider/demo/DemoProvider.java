package dev.modelrouter.provider.demo;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.provider.ScriptedStep;
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
  public List<ScriptedStep> play(String model, boolean stream) {
    List<ScriptedStep> scriptedSteps = new ArrayList<>();
    for (String piece : PIECES) {
      if (stream) {
        scriptedSteps.add(new ScriptedStep.Pause(BETWEEN_PIECES));
      }
      scriptedSteps.add(new ScriptedStep.Say(piece));
    }
    scriptedSteps.add(new ScriptedStep.End(FinishReason.STOP, null));
    return scriptedSteps;
  }
}
