package dev.modelrouter.provider.absent;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.provider.ScriptedStep;
import java.time.Duration;
import java.util.List;

/**
 * Stands in for a provider that was looked for and not found, so that nothing is sent to its
 * address. Each request fails, without an attempt over the network.
 */
public final class AbsentProvider implements LocalProvider {
  private static final Duration LOOKED_FOR_AGAIN = Duration.ofSeconds(2);

  private final String id;
  private final String defaultModel;
  private final String reason;

  /**
   * A provider that is not there.
   *
   * @param reason why requests fail, for callers: one sentence
   */
  public AbsentProvider(String id, String defaultModel, String reason) {
    this.id = id;
    this.defaultModel = defaultModel;
    this.reason = reason;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String defaultModel() {
    return defaultModel;
  }

  @Override
  public boolean offers(Operation operation) {
    return operation == Operation.CHAT || operation == Operation.EMBEDDING;
  }

  @Override
  public List<ScriptedStep> play(String model, boolean stream) {
    return List.of(
        new ScriptedStep.Fail(
            new GatewayError(ErrorCode.PROVIDER_UNAVAILABLE, reason, LOOKED_FOR_AGAIN)));
  }
}
