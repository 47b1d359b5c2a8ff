package dev.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTextTest {
  @Test
  void isValue_everyCharacter_isTakenOrRefusedByItsKind() {
    for (char c = 0; c < 1024; c++) {
      boolean control = c < 32 || c == 127;
      assertThat(HeaderText.isValue("a" + c + "b"))
          .as("%x", (int) c)
          .isEqualTo(c == '\t' || (!control && c < 256));
    }
    assertThat(HeaderText.isValue("")).isTrue();
  }

  @Test
  void isName_everyCharacter_isTakenIfItIsOfATokenOnly() {
    for (char c = 0; c < 1024; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      assertThat(HeaderText.isName("a" + c))
          .as("%x", (int) c)
          .isEqualTo(letter || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
    assertThat(HeaderText.isName("")).isFalse();
  }

  @Test
  void valueOrNull_whatMayNotBePassedOn_isNull() {
    assertThat(HeaderText.valueOrNull("a\tb")).isEqualTo("a\tb");
    assertThat(HeaderText.valueOrNull("a\r\nb")).isNull();
    assertThat(HeaderText.valueOrNull(null)).isNull();
  }
}
