package dev.modelrouter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.BreakerThreshold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
  private static final int REQUESTS = 50_000;
  private static final BreakerThreshold BY_SHARE =
      new BreakerThreshold(5, 50, 20, Duration.ofSeconds(10));

  @Test
  void theSameSeedGivesTheSameFiguresAndAnotherOneOthers() throws InterruptedException {
    List<String> tables = Simulation.tables(5_000, 7);
    assertThat(Simulation.tables(5_000, 7)).isEqualTo(tables);
    assertThat(Simulation.tables(5_000, 8)).isNotEqualTo(tables);
  }

  @ParameterizedTest
  @EnumSource(SimulatedStrategy.class)
  void withAnyStrategyHedgesStayInTheirBudgetAndNearlyAllAreAnswered(
      SimulatedStrategy simulatedStrategy) {
    SimulationStatistics plain =
        SimulationRun.of(new Scenario(simulatedStrategy, false, BY_SHARE, REQUESTS, 3));
    SimulationStatistics hedged =
        SimulationRun.of(new Scenario(simulatedStrategy, true, BY_SHARE, REQUESTS, 3));

    assertThat(plain.hedged()).isZero();
    assertThat(plain.retries()).isLessThanOrEqualTo(REQUESTS / 5);
    assertThat(hedged.hedged()).isBetween(1.0, 5.0);
    assertThat(plain.success()).isGreaterThan(95);
    assertThat(hedged.success()).isGreaterThan(95);
  }

  @Test
  void strategiesDoWhatTheyAreNamedFor() {
    SimulationStatistics ordered =
        SimulationRun.of(new Scenario(SimulatedStrategy.ORDERED, false, BY_SHARE, REQUESTS, 3));
    SimulationStatistics fast =
        SimulationRun.of(
            new Scenario(SimulatedStrategy.LOWEST_LATENCY, false, BY_SHARE, REQUESTS, 3));
    SimulationStatistics cheap =
        SimulationRun.of(new Scenario(SimulatedStrategy.LOWEST_COST, false, BY_SHARE, REQUESTS, 3));
    SimulationStatistics random =
        SimulationRun.of(new Scenario(SimulatedStrategy.WEIGHTED, false, BY_SHARE, REQUESTS, 3));

    assertThat(cheap.dollarsPerThousand()).isLessThan(random.dollarsPerThousand());
    assertThat(random.dollarsPerThousand()).isLessThan(ordered.dollarsPerThousand());
    assertThat(fast.firstTokenMillis(0.5)).isLessThan(random.firstTokenMillis(0.5));
  }

  @Test
  void whoGoesOnWithBrokenStreamsCutsFewerAnswers() {
    // Long enough for outages that break streams off.
    int requests = 4 * REQUESTS;
    for (SimulatedStrategy simulatedStrategy :
        List.of(SimulatedStrategy.ORDERED, SimulatedStrategy.LOWEST_COST)) {
      SimulationStatistics cut =
          SimulationRun.of(new Scenario(simulatedStrategy, false, BY_SHARE, requests, 1));
      SimulationStatistics goneOnWith =
          SimulationRun.of(
              new Scenario(
                  simulatedStrategy, false, true, BY_SHARE, Scenario.LONGEST_PAUSE, requests, 1));
      assertThat(cut.cutShare()).as(simulatedStrategy.name()).isPositive();
      assertThat(goneOnWith.cutShare()).as(simulatedStrategy.name()).isLessThan(cut.cutShare() / 2);
      assertThat(goneOnWith.success()).as(simulatedStrategy.name()).isGreaterThan(cut.success());
    }
  }

  @Test
  void conversationsThatStayWhereTheyAreCostLess() {
    SimulationStatistics random =
        SimulationRun.of(new Scenario(SimulatedStrategy.WEIGHTED, false, BY_SHARE, REQUESTS, 3));
    SimulationStatistics sticky =
        SimulationRun.of(new Scenario(SimulatedStrategy.AFFINITY, false, BY_SHARE, REQUESTS, 3));
    assertThat(sticky.dollarsPerThousand()).isLessThan(random.dollarsPerThousand());
  }

  @Test
  void thePagesHaveTheTablesOfTheSimulation() throws Exception {
    List<String> tables = Simulation.tables(100, 1);
    assertHas("simulation.md", String.join("\n", tables));
    assertHas("routing.md", tables.getFirst());
  }

  private static void assertHas(String name, String tables) throws Exception {
    String page = Files.readString(Path.of("..", "docs", name));
    for (String line : tables.lines().toList()) {
      boolean figures = line.contains(" % |");
      assertThat(page.lines()).anyMatch(l -> figures ? l.startsWith(label(line)) : l.equals(line));
    }
  }

  @Test
  void onlyThePartBetweenTheMarksIsReplaced() {
    String page = "before\n<!-- simulation: begin -->\nold\n<!-- simulation: end -->\nafter\n";
    String replaced = Simulation.replaced(page, "new\n");
    assertThat(replaced)
        .isEqualTo(
            "before\n<!-- simulation: begin -->\n\nnew\n\n<!-- simulation: end -->\nafter\n");
    assertThat(Simulation.replaced(replaced, "new\n")).isEqualTo(replaced);
    assertThatThrownBy(() -> Simulation.replaced("no marks", "new"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A row without its figures. */
  private static String label(String row) {
    List<String> cells = List.of(row.split("\\|"));
    return String.join("|", cells.subList(0, cells.size() - 7)) + "|";
  }
}
