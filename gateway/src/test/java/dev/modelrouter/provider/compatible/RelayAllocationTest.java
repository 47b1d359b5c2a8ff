package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.Fixture;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The byte path makes no garbage of what it relays: that is what lets it run in a small heap. */
class RelayAllocationTest {
  private static final int MAX_BYTES_OF_AN_EVENT = 200;
  private static final int TOKENS = 1_000;
  private static final int STREAMS = 100;

  private static final PassthroughProvider PROVIDER =
      new CompatibleProvider(
          ProviderDefinition.declared("any", "http://127.0.0.1:1/v1", "openai"),
          new ProviderEndpoint(Endpoint.parse("http://127.0.0.1:1/v1"), "key", "model"));
  private static final PassthroughRequest REQUEST =
      new PassthroughRequest(
          Operation.CHAT,
          ModelId.ANY,
          true,
          new RewritableFields("{}".getBytes(UTF_8), 1, true, -1, -1, -1, -1, -1, -1, -1, -1),
          false,
          () -> {
            throw new AssertionError("nobody asks for the meaning on the byte path");
          });

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long passed;
  private long content;
  private long completed;

  /** A recorded stream with its piece of text said a thousand times. */
  private static String stream() {
    Fixture recorded =
        Fixture.in("openai", ".sse").stream()
            .filter(fixture -> fixture.toString().endsWith("21-stream-usage.sse"))
            .findFirst()
            .orElseThrow();
    List<String> events = List.of(new String(recorded.bytes(), UTF_8).split("(?<=\n\n)"));
    assertThat(events.get(2)).contains("{\"content\":\" there\"}");
    List<String> all = new ArrayList<>(events.subList(0, 2));
    for (int i = 1; i < TOKENS; i++) {
      all.add(events.get(2));
    }
    all.addAll(events.subList(3, events.size()));
    return String.join("", all);
  }

  private static List<byte[]> reads(byte[] stream, int size) {
    List<byte[]> reads = new ArrayList<>();
    for (int from = 0; from < stream.length; from += size) {
      reads.add(Arrays.copyOfRange(stream, from, Math.min(from + size, stream.length)));
    }
    return reads;
  }

  private void relay(List<byte[]> reads, int times) {
    Consumer<ChatEvent> events = this::heard;
    for (int i = 0; i < times; i++) {
      StreamDecoder relay =
          PROVIDER.newStreamRelay(REQUEST, (bytes, from, to) -> passed += to - from);
      for (byte[] read : reads) {
        relay.feed(read, 0, read.length, events);
      }
      relay.end(events);
    }
  }

  private void heard(ChatEvent event) {
    if (event instanceof ChatEvent.OpaqueContent) {
      content++;
    } else if (event instanceof ChatEvent.Completed) {
      completed++;
    }
  }

  /** From a read for a few bytes to one for many events; all but the largest cut events in two. */
  @ParameterizedTest
  @ValueSource(ints = {100, 291, 1_000, 4_096, 1_000_000})
  void relay_of100000Events_allocatesLittle_howeverTheyAreRead(int readSize) {
    byte[] stream = stream().getBytes(UTF_8);
    List<byte[]> reads = reads(stream, readSize);
    relay(reads, STREAMS);
    content = 0;
    completed = 0;

    long before = threads.getCurrentThreadAllocatedBytes();
    relay(reads, STREAMS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(content).isEqualTo((long) STREAMS * TOKENS);
    assertThat(completed).isEqualTo(STREAMS);
    assertThat(allocated / content)
        .as("bytes of an event")
        .isLessThanOrEqualTo(MAX_BYTES_OF_AN_EVENT);
  }
}
