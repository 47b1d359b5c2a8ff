package dev.modelrouter.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TargetSelectorTest {
  private static final int MANY = 20_000;

  private static RoutingInput features(long affinity) {
    return new RoutingInput(Operation.CHAT, "smart", "key", Map.of(), 100, 256, Set.of(), affinity);
  }

  private static TargetStatus standing(int inFlight, double firstText, double pace, long cost) {
    return new TargetStatus("m", null, false, false, inFlight, firstText, pace, cost);
  }

  private static TargetStatus well() {
    return standing(0, -1, -1, -1);
  }

  private static TargetStatus away() {
    return new TargetStatus("m", null, true, false, 0, -1, -1, -1);
  }

  private static Route route(Strategy strategy, int... weights) {
    List<RouteTarget> targets = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      targets.add(new RouteTarget("p" + i, "m", weights[i], Condition.ALWAYS));
    }
    return new Route(new NamePattern("smart"), strategy, targets);
  }

  private static List<String> order(
      Route route, RoutingInput request, long seed, TargetStatus... all) {
    return TargetSelector.choose(route, request, List.of(all), seed).stream()
        .map(one -> one.target().provider())
        .toList();
  }

  @Test
  void ordered_asListed_thoseAwayLast() {
    Route route = route(Strategy.ORDERED, 1, 1, 1);

    assertThat(order(route, features(0), 1, well(), well(), well()))
        .containsExactly("p0", "p1", "p2");
    assertThat(order(route, features(0), 1, away(), well(), well()))
        .containsExactly("p1", "p2", "p0");
  }

  @Test
  void weighted_eachByItsWeight() {
    Route route = route(Strategy.WEIGHTED, 7, 2, 1);
    Map<String, Integer> firsts = new HashMap<>();
    for (int seed = 0; seed < MANY; seed++) {
      firsts.merge(
          order(route, features(0), seed, well(), well(), well()).getFirst(), 1, Integer::sum);
    }

    assertThat(firsts.get("p0") / (double) MANY).isBetween(0.68, 0.72);
    assertThat(firsts.get("p1") / (double) MANY).isBetween(0.18, 0.22);
    assertThat(firsts.get("p2") / (double) MANY).isBetween(0.08, 0.12);
  }

  @Test
  void minBusy_fewestForItsWeight() {
    Route route = route(Strategy.LEAST_BUSY, 1, 4, 1);

    assertThat(
            order(
                route,
                features(0),
                1,
                standing(2, -1, -1, -1),
                standing(4, -1, -1, -1),
                standing(3, -1, -1, -1)))
        .containsExactly("p1", "p0", "p2");
  }

  @Test
  void lowestLatency_theFasterOfTwoDrawn_neverTheSlowestFirst() {
    Route route = route(Strategy.LOWEST_LATENCY, 1, 1, 1, 1);
    Map<String, Integer> firsts = new HashMap<>();
    for (int seed = 0; seed < MANY; seed++) {
      List<String> order =
          order(
              route,
              features(0),
              seed,
              standing(0, 900, 50, -1),
              standing(0, 100, 50, -1),
              standing(0, 300, 50, -1),
              standing(0, 200, 10, -1));
      firsts.merge(order.getFirst(), 1, Integer::sum);
    }

    assertThat(firsts).doesNotContainKey("p3");
    assertThat(firsts.get("p1") / (double) MANY).isBetween(0.48, 0.52);
    assertThat(firsts.get("p2") / (double) MANY).isBetween(0.31, 0.35);
  }

  @Test
  void lowestLatency_ofTwo_theFaster_andWhoIsUnknownIsTried() {
    Route route = route(Strategy.LOWEST_LATENCY, 1, 1);

    assertThat(order(route, features(0), 1, standing(0, 500, 10, -1), standing(0, 400, 10, -1)))
        .containsExactly("p1", "p0");
    assertThat(order(route, features(0), 1, standing(0, 5, 10, -1), well()))
        .containsExactly("p1", "p0");
  }

  @Test
  void lowestCost_cheapestFirst_unknownLast() {
    Route route = route(Strategy.LOWEST_COST, 1, 1, 1);

    assertThat(
            order(
                route,
                features(0),
                1,
                standing(0, -1, -1, -1),
                standing(0, -1, -1, 900),
                standing(0, -1, -1, 0)))
        .containsExactly("p2", "p1", "p0");
  }

  @Test
  void affinity_sameKeySamePlace_evenly_andOnlyThoseOfTheLostMove() {
    Route route = route(Strategy.AFFINITY, 1, 1, 2);
    Map<String, Integer> firsts = new HashMap<>();
    for (int key = 1; key <= MANY; key++) {
      List<String> all = order(route, features(key), key, well(), well(), well());
      assertThat(order(route, features(key), key + 7, well(), well(), well())).isEqualTo(all);
      firsts.merge(all.getFirst(), 1, Integer::sum);
      if (!all.getFirst().equals("p0")) {
        assertThat(order(route, features(key), key, away(), well(), well()).getFirst())
            .isEqualTo(all.getFirst());
      }
    }

    assertThat(firsts.get("p0") / (double) MANY).isBetween(0.23, 0.27);
    assertThat(firsts.get("p2") / (double) MANY).isBetween(0.48, 0.52);
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void anyStrategy_sameInputs_sameChoice_nobodyTwice(Strategy strategy) {
    Route route = route(strategy, 3, 1, 2, 5);
    for (int seed = 0; seed < 500; seed++) {
      List<TargetStatus> all =
          List.of(standing(3, 10, 1, 5), away(), standing(1, 20, 9, 7), standing(0, 5, 2, 1));
      List<Candidate> once = TargetSelector.choose(route, features(seed), all, seed);

      assertThat(TargetSelector.choose(route, features(seed), all, seed)).isEqualTo(once);
      assertThat(once).extracting(Candidate::place).containsExactlyInAnyOrder(0, 1, 2, 3);
      assertThat(once.getLast().target().provider()).isEqualTo("p1");
    }
  }

  @Test
  void leftOut_withTheReason() {
    Condition gold =
        new Condition(
            null, null, Map.of("x-tier", new NamePattern("gold")), 0, 50, Set.of(), Set.of());
    Route route =
        new Route(
            new NamePattern("smart"),
            Strategy.ORDERED,
            List.of(
                new RouteTarget("a", "m", 1, gold),
                new RouteTarget("b", "m", 1, Condition.ALWAYS),
                new RouteTarget("c", "m", 1, Condition.ALWAYS)));

    List<Candidate> all =
        TargetSelector.choose(
            route,
            features(0),
            List.of(well(), TargetStatus.barred("m", "not configured"), well()),
            1);

    assertThat(all)
        .extracting(one -> one.target().provider() + ": " + one.out())
        .containsExactly("c: null", "a: header x-tier is not gold", "b: not configured");
  }
}
