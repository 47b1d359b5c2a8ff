package dev.modelrouter.simulation;

import dev.modelrouter.policy.Trip;
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
 * Plays every strategy through, with and without hedging, and every kind of breaker, and prints the
 * figures as tables.
 *
 * <p>Arguments: the number of requests, the seed, and optionally a page whose tables are replaced.
 */
public final class Simulation {
  private static final String BEGIN = "<!-- simulation: begin -->";
  private static final String END = "<!-- simulation: end -->";
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** Half of at least twenty calls, or five in a row. */
  private static final Trip BY_SHARE = new Trip(5, 50, 20, WINDOW);

  private Simulation() {}

  /** Runs it; see above. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int requests = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    String tables = tables(requests, seed);
    System.out.print(tables);
    if (args.length > 2) {
      Path page = Path.of(args[2]);
      Files.writeString(page, replaced(Files.readString(page), tables));
    }
  }

  /** Both tables, their lines ended. */
  static String tables(int requests, long seed) throws InterruptedException {
    Map<String, Scenario> strategies = new LinkedHashMap<>();
    for (Choice choice : Choice.values()) {
      String name = choice.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      strategies.put(name + " | no", new Scenario(choice, false, BY_SHARE, requests, seed));
      strategies.put(name + " | yes", new Scenario(choice, true, BY_SHARE, requests, seed));
    }
    Map<String, Scenario> breakers = new LinkedHashMap<>();
    Trip inARow = Trip.inARow(5);
    Trip share = Trip.share(50, 20, WINDOW);
    for (Duration longest : List.of(Scenario.LONGEST_PAUSE, Duration.ofSeconds(30))) {
      String pause = ", up to " + longest.toSeconds() + " s";
      breakers.put(
          "the first failure" + pause, breaker(Trip.FIRST_FAILURE, longest, requests, seed));
      breakers.put("5 failures in a row" + pause, breaker(inARow, longest, requests, seed));
      breakers.put("50 % of 20 calls in 10 s" + pause, breaker(share, longest, requests, seed));
      breakers.put("either of the two" + pause, breaker(BY_SHARE, longest, requests, seed));
    }
    try (ExecutorService runs =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      return table("strategy | hedging", strategies, runs)
          + "\n"
          + table("ordered, no hedging; put away after", breakers, runs);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed", e);
    }
  }

  private static Scenario breaker(Trip trip, Duration longest, int requests, long seed) {
    return new Scenario(Choice.ORDERED, false, trip, longest, requests, seed);
  }

  private static String table(String label, Map<String, Scenario> rows, ExecutorService runs)
      throws InterruptedException, ExecutionException {
    Map<String, Future<Figures>> figures = new LinkedHashMap<>();
    rows.forEach((name, scenario) -> figures.put(name, runs.submit(() -> Run.of(scenario))));
    String head = "| " + label + " | " + Figures.HEAD;
    StringBuilder table = new StringBuilder(head).append('\n');
    long columns = head.chars().filter(c -> c == '|').count() - 1;
    table.append('|').repeat("---|", (int) columns).append('\n');
    for (Map.Entry<String, Future<Figures>> row : figures.entrySet()) {
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
