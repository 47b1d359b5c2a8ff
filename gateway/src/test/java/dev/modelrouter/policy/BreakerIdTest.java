package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerIdTest {

  @Test
  void namesSayWhatTheyAreOf() {
    assertThat(BreakerId.provider("groq")).hasToString("groq");
    assertThat(BreakerId.model("openrouter", "meta/llama-3.3-70b"))
        .hasToString("openrouter/meta/llama-3.3-70b");
    assertThat(BreakerId.key("groq", "abc")).hasToString("groq#ba7816bf8f01");
  }

  @Test
  void keysAreReportedApartAndNotShown() {
    assertThat(BreakerId.key("groq", "gsk_secret1")).isNotEqualTo(BreakerId.key("groq", "gsk_2"));
    assertThat(BreakerId.key("groq", "gsk_secret1").value()).doesNotContain("secret");
  }
}
