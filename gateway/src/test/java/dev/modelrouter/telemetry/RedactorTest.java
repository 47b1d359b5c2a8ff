package dev.modelrouter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactorTest {
  @Test
  void redact_everyOccurrence_isReplaced() {
    Redactor redactor = new Redactor(List.of("sk-one", "gsk-two"));
    assertThat(redactor.redact("a sk-one b gsk-two c sk-onesk-one"))
        .isEqualTo("a *** b *** c ******");
    assertThat(redactor.finds("xsk-onex")).isTrue();
  }

  @Test
  void redact_secretInsideAnother_leavesNoRest() {
    Redactor redactor = new Redactor(List.of("abcd", "abcd-efgh"));
    assertThat(redactor.redact("abcd-efgh abcd")).isEqualTo("*** ***");
  }

  @Test
  void redact_noSecretInside_isTheSameObject() {
    String text = "nothing here";
    Redactor redactor = new Redactor(List.of("sk-one", "gsk-two"));
    assertThat(redactor.redact(text)).isSameAs(text);
    assertThat(redactor.finds(text)).isFalse();
  }

  @Test
  void redact_jsonEscapedSecret_isReplaced() {
    Redactor redactor = new Redactor(List.of("a\"b\\c"));
    assertThat(redactor.redact("{\"key\":\"a\\\"b\\\\c\"}")).isEqualTo("{\"key\":\"***\"}");
    assertThat(redactor.redact("a\"b\\c")).isEqualTo("***");
  }

  @Test
  void redact_shortOrEmptySecret_isNotLookedFor() {
    assertThat(new Redactor(List.of("", "abc")).redact("abc")).isEqualTo("abc");
    assertThat(new Redactor(List.of("abcd")).redact("abcd")).isEqualTo("***");
  }
}
