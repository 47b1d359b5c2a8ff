package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.FaultTiming.seconds;
import static dev.modelrouter.e2e.GatewayUnderTest.eventually;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.util.Locale;

/**
 * The stage on which the sixteen faults are rehearsed: a primary and one fallback, two retries, an
 * answer of sixty words, and a caller at one door.
 */
final class FaultRig implements AutoCloseable {
  static final FaultTiming TIMING = FaultTiming.chosen();
  static final Answer SIXTY = Reply.words(60);
  static final int TRIES = 3;

  /** Who stands at the door, and in front of whom. */
  enum Scenario {
    COMPLETION(ClientApi.COMPLETION, "groq"),
    COMPLETION_STREAM(ClientApi.COMPLETION_STREAM, "groq"),
    MESSAGE(ClientApi.MESSAGE, "groq"),
    MESSAGE_STREAM(ClientApi.MESSAGE_STREAM, "groq"),
    MESSAGE_AS_BYTES(ClientApi.MESSAGE, "anthropic"),
    MESSAGE_STREAM_AS_BYTES(ClientApi.MESSAGE_STREAM, "anthropic"),
    CHAT(ClientApi.CHAT, "groq"),
    STREAM(ClientApi.STREAM, "groq");

    private final ClientApi clientApi;
    private final String primary;

    Scenario(ClientApi clientApi, String primary) {
      this.clientApi = clientApi;
      this.primary = primary;
    }
  }

  private final FakeProvider primary = FakeProvider.start();
  private final FakeProvider fallback = FakeProvider.start();
  private final Scenario scenario;
  private final GatewayUnderTest gateway;

  /**
   * All is ready.
   *
   * @param fallbackId by what name the gateway knows the fallback, which speaks OpenAI's dialect
   * @param file what stands in modelrouter.yaml
   */
  FaultRig(Scenario scenario, String fallbackId, String file) {
    this.scenario = scenario;
    fallback.replyBy(new PatientModel(SIXTY.model("the-fallback").usage(7, 60), false));
    gateway =
        provider(provider(GatewayUnderTest.with(), scenario.primary, primary), fallbackId, fallback)
            .set("PROVIDER_ORDER", scenario.primary + "," + fallbackId)
            .set("RATE_LIMIT_REQUESTS_PER_MINUTE", 0)
            .set("GROQ_RATE_LIMIT", 0)
            .set("OPENAI_RATE_LIMIT", 0)
            .set("MAX_RETRIES", TRIES - 1)
            .set("FIRST_CHUNK_TIMEOUT", seconds(TIMING.firstToken()))
            .set("PROVIDER_TIMEOUT", seconds(TIMING.silence()))
            .set("BACKOFF_BASE_SECONDS", seconds(TIMING.cooldown()))
            .file(file)
            .start();
  }

  private static GatewayUnderTest.Builder provider(
      GatewayUnderTest.Builder builder, String id, FakeProvider provider) {
    String name = id.toUpperCase(Locale.ROOT);
    return builder
        .set(name + "_API_KEY", "operators-key-of-" + id)
        .set(name + "_BASE_URL", provider.baseUrl());
  }

  ClientApi door() {
    return scenario.clientApi;
  }

  /** Whether the primary speaks the caller's dialect, and what it says passes as bytes. */
  boolean atAnthropic() {
    return scenario.primary.equals("anthropic");
  }

  FakeProvider primary() {
    return primary;
  }

  FakeProvider fallback() {
    return fallback;
  }

  ProvidersView providers() {
    return new ProvidersView(primary, fallback);
  }

  /** Asks whoever may answer. */
  CallOutcome ask() {
    return hear().assertSound(SIXTY.text());
  }

  /** The same, when other than the sixty words may be answered. */
  CallOutcome hear() {
    return scenario.clientApi.ask(gateway, null);
  }

  /** Asks the primary and nobody else. */
  CallOutcome insist() {
    return scenario.clientApi.ask(gateway, scenario.primary).assertSound(SIXTY.text());
  }

  /** The primary is none of those that are down. */
  boolean primaryIsWell() {
    return gateway.get("/health").body().contains("\"" + scenario.primary + "\":\"available\"");
  }

  /** Tokens that the gateway holds the primary to have made. */
  double primaryTokens() {
    return gateway.metric(
        "modelrouter_tokens_generated_sum{provider=\"" + scenario.primary + "\"}");
  }

  @Override
  public void close() {
    eventually("primary idle", () -> primary.openRequests() == 0);
    eventually("fallback idle", () -> fallback.openRequests() == 0);
    gateway.close();
    primary.close();
    fallback.close();
  }

  @Override
  public String toString() {
    return scenario.name();
  }
}
