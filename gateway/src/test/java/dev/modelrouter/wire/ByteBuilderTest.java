package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteBuilderTest {

  /** Around the size above which the array is not kept. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 65_536, 65_537, 200_000})
  void take_handsOutWhatWasWritten_andStartsAgainEmpty(int length) {
    byte[] first = "x".repeat(length).getBytes(UTF_8);
    ByteBuilder out = new ByteBuilder(16);

    assertThat(out.append(first).take()).isEqualTo(first);
    assertThat(out.size()).isZero();
    assertThat(out.take()).isEmpty();
    assertThat(out.append("caf\u00e9").append('!').appendJson("\"\n").take())
        .isEqualTo("caf\u00e9!\"\\\"\\n\"".getBytes(UTF_8));
  }

  @Test
  void taken_isNotTouched_byWhatIsWrittenNext() {
    ByteBuilder out = new ByteBuilder(1);
    byte[] first = out.append("one").take();

    byte[] second = out.append("two").take();

    assertThat(new String(first, UTF_8)).isEqualTo("one");
    assertThat(new String(second, UTF_8)).isEqualTo("two");
  }

  @Test
  void adopt_alone_handsTheArrayOutAgain_andCopiesWhereMoreIsWritten() {
    byte[] own = "one".getBytes(UTF_8);
    ByteBuilder out = new ByteBuilder(4);
    assertThat(out.adopt(own).take()).isSameAs(own);
    assertThat(out.size()).isZero();

    assertThat(new String(out.adopt(own).append("two").take(), UTF_8)).isEqualTo("onetwo");
    assertThat(new String(out.append("zero").adopt(own).take(), UTF_8)).isEqualTo("zeroone");
    assertThat(own).as("it is not written into").containsExactly("one".getBytes(UTF_8));
  }
}
