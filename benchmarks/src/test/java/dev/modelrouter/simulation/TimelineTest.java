package dev.modelrouter.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

  @Test
  void thingsHappenInTheOrderOfTheirTimesAndTimeNeverGoesBack() {
    Timeline timeline = new Timeline();
    List<String> seen = new ArrayList<>();
    timeline.at(20, () -> seen.add("c" + timeline.now()));
    timeline.at(
        10,
        () -> {
          seen.add("a" + timeline.now());
          timeline.at(5, () -> seen.add("late" + timeline.now()));
        });
    timeline.at(10, () -> seen.add("b" + timeline.now()));
    timeline.play();
    assertThat(seen).containsExactly("a10", "b10", "late10", "c20");
  }
}
