package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What the providers see of a gateway in trouble: how often and how closely they are asked.
 *
 * @param primary who fails
 * @param fallback who is asked in its place
 */
record ProvidersView(FakeProvider primary, FakeProvider fallback) {

  void assertAsked(int primaryTimes, int fallbackTimes) {
    assertThat(primary.chatRequests()).as("asked of the primary").hasSize(primaryTimes);
    assertThat(fallback.chatRequests()).as("asked of the fallback").hasSize(fallbackTimes);
  }

  int primaryTimes() {
    return primary.chatRequests().size();
  }

  /** Milliseconds between the requests that the primary got. */
  List<Long> gaps() {
    List<RecordedRequest> all = primary.chatRequests();
    return IntStream.range(1, all.size())
        .mapToObj(i -> all.get(i).receivedAtNanos() - all.get(i - 1).receivedAtNanos())
        .map(TimeUnit.NANOSECONDS::toMillis)
        .toList();
  }

  /** The primary's only call was given up by the gateway. */
  void assertGivenUp() {
    GatewayUnderTest.eventually("the call is given up", () -> primary.disconnects() == 1);
  }
}
