package dev.modelrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentFilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|{}",
        "' '| {}",
        "{}|{}",
        "{ }|{ }",
        "{\"a\":1}|{\"a\":1}",
        "{\"a\":1} \\n|{\"a\":1}",
        "{\"a\":\"}\\\\\\\"{\"}|{\"a\":\"}\\\\\\\"{\"}",
        "{}{\"a\":\"x\"}|{\"a\":\"x\"}",
        "{} \\n{\"a\":{\"b\":[{}]}}\\n|{\"a\":{\"b\":[{}]}}",
        "{}{}{\"a\":1}|{\"a\":1}",
        "{\"a\":1}{\"b\":2}|{\"a\":1}",
        "{\"a\":|{\"a\":",
        "[1]|[1]",
        "text {}|text {}",
      })
  void arguments_areOneObject_howeverTheyAreCut(String sent, String kept) {
    String all = sent.replace("\\n", "\n");
    for (int cut = 0; cut <= all.length(); cut++) {
      for (int second = cut; second <= all.length(); second++) {
        ArgumentFilter filter = new ArgumentFilter();
        String told =
            filter.next(all.substring(0, cut))
                + filter.next(all.substring(cut, second))
                + filter.next(all.substring(second))
                + filter.end();
        assertThat(told.replace(" ", "")).isEqualTo(kept.replace(" ", ""));
      }
    }
  }

  @Test
  void whatFollowsAnObject_isDropped_andNoted() {
    ArgumentFilter filter = new ArgumentFilter();

    assertThat(filter.next("{\"a\":1}")).isEqualTo("{\"a\":1}");
    assertThat(filter.next("\n")).isEmpty();
    assertThat(filter.dropped()).isFalse();
    assertThat(filter.next("x")).isEmpty();
    assertThat(filter.dropped()).isTrue();
    assertThat(filter.end()).isEmpty();
  }
}
