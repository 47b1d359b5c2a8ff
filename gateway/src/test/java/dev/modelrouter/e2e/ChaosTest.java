package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.provider.chaos.ChaosFault;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rehearsing provider before a real one. */
class ChaosTest {
  private static final String TEXT = Reply.words(60).text();

  /** What it says itself, odd as it may look. */
  private static final Set<ChaosFault> HARMLESS =
      Set.of(ChaosFault.BROKEN_EVENT, ChaosFault.NO_END);

  private final FakeProvider real = FakeProvider.start();

  @BeforeEach
  void start() {
    real.replyBy(new PatientModel(Reply.words(60), false));
  }

  @AfterEach
  void stop() {
    eventually("upstream idle", () -> real.openRequests() == 0);
    real.close();
  }

  private GatewayUnderTest.Builder gateway() {
    return GatewayUnderTest.with().openai(real.baseUrl()).set("CHAOS_LATENCY", "1/0-1");
  }

  static Stream<Arguments> faults() {
    return Stream.of(ClientApi.values())
        .flatMap(
            clientApi ->
                Stream.of(ChaosFault.values()).map(fault -> Arguments.of(clientApi, fault)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFault_endsAsItDoesOverSockets(ClientApi clientApi, ChaosFault fault) {
    try (GatewayUnderTest gateway = gateway().set("CHAOS", fault.wireName()).start()) {
      CallOutcome callOutcome = clientApi.ask(gateway, null);

      if (fault == ChaosFault.REFUSED) {
        assertThat(callOutcome.status()).isEqualTo(400);
        assertThat(callOutcome.body()).contains("The content is refused by policy.");
      } else {
        assertThat(callOutcome.error()).as(callOutcome.body()).isNull();
        assertThat(callOutcome.text()).isEqualTo(TEXT);
      }
      boolean alone = HARMLESS.contains(fault) || fault == ChaosFault.REFUSED;
      // A whole answer that waits a second for the end mark is nearly late: no matter who gives it.
      assertThat(real.chatRequests()).hasSize(alone ? 0 : 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsOwnAnswer_isWhole_andCounted(ClientApi clientApi) {
    try (GatewayUnderTest gateway = gateway().set("CHAOS", "down:0").start()) {
      CallOutcome callOutcome = clientApi.ask(gateway, null);

      assertThat(callOutcome.text()).isEqualTo(TEXT);
      assertThat(callOutcome.output()).isIn(null, 60L);
      assertThat(gateway.get("/health").body()).contains("CHAOS is set");
      assertThat(real.chatRequests()).isEmpty();
    }
  }

  @Test
  void aFaultCanBeAskedForByName() {
    try (GatewayUnderTest gateway = gateway().set("CHAOS", "down:0").start()) {
      CallOutcome callOutcome = ClientApi.COMPLETION.ask(gateway, "chaos/refused");

      assertThat(callOutcome.error()).isEqualTo("content_policy_violation");
    }
  }

  @Test
  void aRouteOfTheFile_mayLeadToAFault() {
    String file =
        """
        server: {chaos: 'down:0'}
        routes:
          drill: [chaos/die, openai/gpt-4o-mini]
        """;
    try (GatewayUnderTest gateway = gateway().file(file).start()) {
      CallOutcome callOutcome = ClientApi.COMPLETION_STREAM.ask(gateway, "drill");

      assertThat(callOutcome.text()).isEqualTo(TEXT);
      assertThat(callOutcome.body()).contains(": x-modelrouter continued by openai");
    }
  }

  @Test
  void nobodyIsThere_whenNobodyRehearses() {
    try (GatewayUnderTest gateway = gateway().start()) {
      assertThat(gateway.get("/health").body()).doesNotContain("chaos", "CHAOS");
    }
  }
}
