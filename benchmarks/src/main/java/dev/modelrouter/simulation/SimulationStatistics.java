package dev.modelrouter.simulation;

import java.util.Arrays;
import java.util.Locale;

/** What is counted in a run. */
final class SimulationStatistics {
  /** What the cells are. */
  static final String HEAD =
      "whole answers | cut | attempts a request | hedged | first token p50, ms"
          + " | first token p99, ms | $ for 1,000 requests |";

  private final long[] firstTokens;
  private int committed;
  private int answered;
  private int cut;
  private int failed;
  private long attempts;
  private int retries;
  private int hedges;
  private double dollars;

  /** Nothing yet of so many requests. */
  SimulationStatistics(int requests) {
    firstTokens = new long[requests];
  }

  void attempt() {
    attempts++;
  }

  void retry() {
    retries++;
  }

  void hedge() {
    hedges++;
  }

  void firstToken(long nanos) {
    firstTokens[committed++] = nanos;
  }

  void answered() {
    answered++;
  }

  void cut() {
    cut++;
  }

  void failed() {
    failed++;
  }

  void billed(double amount) {
    dollars += amount;
  }

  /** Requests that have ended, however. */
  int ended() {
    return answered + cut + failed;
  }

  /** Requests that got their whole answer, in percent. */
  double success() {
    return 100.0 * answered / ended();
  }

  /** Requests whose answer broke off after it had begun, in percent. */
  double cutShare() {
    return 100.0 * cut / ended();
  }

  double attemptsPerRequest() {
    return (double) attempts / ended();
  }

  /** Requests that were hedged, in percent. */
  double hedged() {
    return 100.0 * hedges / ended();
  }

  int retries() {
    return retries;
  }

  /** Milliseconds from a request's arrival to its first content token, if it got one. */
  long firstTokenMillis(double quantile) {
    if (committed == 0) {
      return 0;
    }
    Arrays.sort(firstTokens, 0, committed);
    int rank = (int) Math.ceil(quantile * committed);
    return Math.round(firstTokens[Math.max(0, rank - 1)] / 1e6);
  }

  /** For a thousand requests. */
  double dollarsPerThousand() {
    return 1_000 * dollars / ended();
  }

  /** The figures as cells of a table, in the order of {@link #HEAD}. */
  String cells() {
    return String.format(
        Locale.ROOT,
        "%.2f %% | %.2f %% | %.3f | %.2f %% | %,d | %,d | %.3f |",
        success(),
        cutShare(),
        attemptsPerRequest(),
        hedged(),
        firstTokenMillis(0.50),
        firstTokenMillis(0.99),
        dollarsPerThousand());
  }
}
