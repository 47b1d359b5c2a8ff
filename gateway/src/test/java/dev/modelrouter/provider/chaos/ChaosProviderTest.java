package dev.modelrouter.provider.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.documentation.Page;
import dev.modelrouter.provider.ScriptedStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rehearsing provider does, as its plan says. */
class ChaosProviderTest {
  private static final ChaosLatency LATENCY = new ChaosLatency(200, 600, 10, 30);

  private long now;

  private ChaosProvider provider(String faults, long seed) {
    return new ChaosProvider(new ChaosPlan(ChaosPlan.faults(faults), LATENCY, seed), () -> now);
  }

  private static String text(List<ScriptedStep> scriptedSteps) {
    StringBuilder text = new StringBuilder();
    for (ScriptedStep scriptedStep : scriptedSteps) {
      if (scriptedStep instanceof ScriptedStep.Say say) {
        text.append(say.text());
      }
    }
    return text.toString();
  }

  @Test
  void sameSeed_drawsTheSame_andAnotherDoesNot() {
    List<List<ScriptedStep>> first = draw(provider("stall:0.3,die:0.3", 5), 200);

    assertThat(draw(provider("stall:0.3,die:0.3", 5), 200)).isEqualTo(first);
    assertThat(draw(provider("stall:0.3,die:0.3", 6), 200)).isNotEqualTo(first);
  }

  private static List<List<ScriptedStep>> draw(ChaosProvider provider, int times) {
    return IntStream.range(0, times).mapToObj(i -> provider.play("chaos", true)).toList();
  }

  @Test
  void faults_comeAsOftenAsThePlanSays() {
    List<List<ScriptedStep>> drawn = draw(provider("hang:0.1,reset:0.25", 1), 20_000);

    assertThat(
            drawn.stream()
                .filter(scriptedSteps -> scriptedSteps.getFirst() instanceof ScriptedStep.Hang)
                .count())
        .isCloseTo(2_000, within(200L));
    assertThat(
            drawn.stream()
                .filter(scriptedSteps -> scriptedSteps.getFirst() instanceof ScriptedStep.Fail)
                .count())
        .isCloseTo(5_000, within(300L));
  }

  @ParameterizedTest
  @EnumSource
  void everyFault_comesByItsName_andEndsInSomeWay(ChaosFault fault) {
    List<ScriptedStep> scriptedSteps = provider("down:0", 1).play(fault.wireName(), true);

    assertThat(scriptedSteps.getLast())
        .isInstanceOfAny(ScriptedStep.End.class, ScriptedStep.Fail.class, ScriptedStep.Hang.class);
    assertThat(provider(fault.wireName(), 1).play("any-model", true)).isEqualTo(scriptedSteps);
  }

  @ParameterizedTest
  @CsvSource({
    "full, RATE_LIMIT",
    "full-for-ever, RATE_LIMIT",
    "error, SERVER_ERROR",
    "overloaded, SERVER_ERROR",
    "reset, CONNECTION_ERROR",
    "too-long, CONTEXT_LENGTH",
    "refused, CONTENT_POLICY",
    "outage, SERVER_ERROR",
    "down, SERVER_ERROR"
  })
  void faultBeforeTheFirstWord_isOfItsClass(String name, ErrorCode code) {
    assertThat(provider("down:0", 1).play(name, true))
        .singleElement()
        .isInstanceOfSatisfying(
            ScriptedStep.Fail.class, failure -> assertThat(failure.error().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({"die, 40", "die-before-prefill, 40", "stall, 20", "no-end, 60", "slow, 60"})
  void faultInTheMiddle_comesBehindSoManyWords(String name, int words) {
    assertThat(text(provider("down:0", 1).play(name, true)).split(" ")).hasSize(words);
  }

  @Test
  void outage_isOverAfterAMinute() {
    ChaosProvider provider = provider("outage", 1);
    now = Duration.ofSeconds(59).toNanos();
    assertThat(text(provider.play("chaos", true))).isEmpty();
    now = Duration.ofSeconds(60).toNanos();
    assertThat(text(provider.play("chaos", true))).startsWith("w1 w2 ").endsWith("w60 ");
  }

  @Test
  void pauses_areWithinTheLatency() {
    List<Long> pauses =
        provider("down:0", 1).play("chaos", true).stream()
            .flatMap(
                scriptedStep ->
                    scriptedStep instanceof ScriptedStep.Pause pause
                        ? Stream.of(pause)
                        : Stream.empty())
            .map(pause -> pause.length().toMillis())
            .toList();

    assertThat(pauses).hasSize(60);
    assertThat(pauses.getFirst()).isBetween(200L, 600L);
    assertThat(pauses.subList(1, 60)).allMatch(pause -> pause >= 10 && pause <= 30);
  }

  @Test
  void plan_isReadAsItIsWritten() {
    assertThat(ChaosPlan.faults("stall:0.2, die"))
        .isEqualTo(Map.of(ChaosFault.STALL, 0.2, ChaosFault.DIE, 1.0));
    assertThat(ChaosLatency.parse("5/1-2")).isEqualTo(new ChaosLatency(5, 5, 1, 2));
    assertThat(ChaosLatency.parse(ChaosLatency.DEFAULT)).isEqualTo(LATENCY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "explode", "stall:2", "stall:x", "stall:NaN", "stall:.1,stall:.2"})
  void plan_thatCannotBeRead_isRefused(String faults) {
    assertThatIllegalArgumentException().isThrownBy(() -> ChaosPlan.faults(faults));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5/", "9-5/1", "x/1", "1/2/3"})
  void latency_thatCannotBeRead_isRefused(String latency) {
    assertThatIllegalArgumentException().isThrownBy(() -> ChaosLatency.parse(latency));
  }

  @Test
  void moreThanCertain_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChaosPlan(ChaosPlan.faults("die:0.6,stall:0.5"), LATENCY, 1));
  }

  @Test
  void page_namesEveryFaultWithItsNumber() {
    List<List<String>> rows = Page.read("docs/chaos.md").table("## The faults");

    assertThat(rows.stream().map(row -> row.getFirst() + row.get(1)))
        .containsExactlyElementsOf(
            Stream.of(ChaosFault.values())
                .map(fault -> "`" + fault.wireName() + "`" + (fault.ordinal() + 1))
                .toList());
  }
}
