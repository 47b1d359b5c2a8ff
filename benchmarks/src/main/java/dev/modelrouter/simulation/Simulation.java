package dev.modelrouter.simulation;

import dev.modelrouter.policy.BreakerThreshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Plays every strategy through, with and without hedging, continuation, and every kind of breaker,
 * and prints the figures as tables.
 *
 * <p>Arguments: the number of requests, the seed, and optionally two pages: in the first all tables
 * are replaced, in the second that of the strategies.
 */
public final class Simulation {
  private static final String BEGIN = "<!-- simulation: begin -->";
  private static final String END = "<!-- simulation: end -->";
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** Half of at least twenty calls, or five in a row. */
  private static final BreakerThreshold BY_SHARE = new BreakerThreshold(5, 50, 20, WINDOW);

  private Simulation() {}

  /** Runs it; see above. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int requests = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    List<String> tables = tables(requests, seed);
    String all = String.join("\n", tables);
    System.out.print(all);
    if (args.length > 2) {
      write(Path.of(args[2]), all);
    }
    if (args.length > 3) {
      write(Path.of(args[3]), tables.getFirst());
    }
  }

  private static void write(Path page, String tables) throws IOException {
    Files.writeString(page, replaced(Files.readString(page), tables));
  }

  /** The tables of strategies, of continuation and of breakers, their lines ended. */
  static List<String> tables(int requests, long seed) throws InterruptedException {
    try (ExecutorService runs =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      return List.of(
          table("strategy | hedging", strategies(requests, seed), runs),
          table("strategy | continuation", continuations(requests, seed), runs),
          table("ordered, no hedging; circuit open after", breakers(requests, seed), runs));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed", e);
    }
  }

  private static Map<String, Scenario> strategies(int requests, long seed) {
    Map<String, Scenario> strategies = new LinkedHashMap<>();
    for (SimulatedStrategy simulatedStrategy : SimulatedStrategy.values()) {
      strategies.put(
          word(simulatedStrategy) + " | no",
          new Scenario(simulatedStrategy, false, BY_SHARE, requests, seed));
      strategies.put(
          word(simulatedStrategy) + " | yes",
          new Scenario(simulatedStrategy, true, BY_SHARE, requests, seed));
    }
    return strategies;
  }

  private static Map<String, Scenario> continuations(int requests, long seed) {
    Map<String, Scenario> both = new LinkedHashMap<>();
    for (SimulatedStrategy simulatedStrategy :
        List.of(SimulatedStrategy.ORDERED, SimulatedStrategy.LOWEST_COST)) {
      for (boolean on : List.of(false, true)) {
        both.put(
            word(simulatedStrategy) + (on ? " | yes" : " | no"),
            new Scenario(
                simulatedStrategy, false, on, BY_SHARE, Scenario.LONGEST_PAUSE, requests, seed));
      }
    }
    return both;
  }

  private static Map<String, Scenario> breakers(int requests, long seed) {
    Map<String, Scenario> breakers = new LinkedHashMap<>();
    BreakerThreshold inARow = BreakerThreshold.inARow(5);
    BreakerThreshold share = BreakerThreshold.share(50, 20, WINDOW);
    for (Duration longest : List.of(Scenario.LONGEST_PAUSE, Duration.ofSeconds(30))) {
      String pause = ", up to " + longest.toSeconds() + " s";
      breakers.put(
          "the first failure" + pause,
          breaker(BreakerThreshold.FIRST_FAILURE, longest, requests, seed));
      breakers.put("5 failures in a row" + pause, breaker(inARow, longest, requests, seed));
      breakers.put("50 % of 20 calls in 10 s" + pause, breaker(share, longest, requests, seed));
      breakers.put("either of the two" + pause, breaker(BY_SHARE, longest, requests, seed));
    }
    return breakers;
  }

  private static String word(SimulatedStrategy simulatedStrategy) {
    return simulatedStrategy.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Scenario breaker(
      BreakerThreshold threshold, Duration longest, int requests, long seed) {
    return new Scenario(
        SimulatedStrategy.ORDERED, false, false, threshold, longest, requests, seed);
  }

  private static String table(String label, Map<String, Scenario> rows, ExecutorService runs)
      throws InterruptedException, ExecutionException {
    Map<String, Future<SimulationStatistics>> figures = new LinkedHashMap<>();
    rows.forEach(
        (name, scenario) -> figures.put(name, runs.submit(() -> SimulationRun.of(scenario))));
    String head = "| " + label + " | " + SimulationStatistics.HEAD;
    StringBuilder table = new StringBuilder(head).append('\n');
    long columns = head.chars().filter(c -> c == '|').count() - 1;
    table.append('|').repeat("---|", (int) columns).append('\n');
    for (Map.Entry<String, Future<SimulationStatistics>> row : figures.entrySet()) {
      table.append("| ").append(row.getKey()).append(" | ");
      table.append(row.getValue().get().cells()).append('\n');
    }
    return table.toString();
  }

  /** A page with other tables between its two marks. */
  static String replaced(String page, String tables) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the page has no place for the table");
    }
    return page.substring(0, begin + BEGIN.length()) + "\n\n" + tables + "\n" + page.substring(end);
  }
}
