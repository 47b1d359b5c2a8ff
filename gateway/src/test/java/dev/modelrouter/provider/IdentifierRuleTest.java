package dev.modelrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifierRuleTest {
  private static final IdentifierRule OPENAI = new IdentifierRule(64, null, null, "a-zA-Z0-9_-");
  private static final IdentifierRule NINE = new IdentifierRule(null, 9, null, "a-zA-Z0-9");
  private static final IdentifierRule GEMINI =
      new IdentifierRule(64, null, "a-zA-Z_", "a-zA-Z0-9_.:-");

  @ParameterizedTest
  @CsvSource({
    "get_weather, get_weather",
    "mcp.docs:search, mcp_docs_search",
    "ünï, _n_",
    "'', _",
    "a b, a_b",
  })
  void name_isFitted_onlyWhereItMustBe(String name, String fitted) {
    assertThat(OPENAI.fit(name, new HashSet<>())).isEqualTo(fitted);
  }

  @Test
  void name_thatMustNotBeginSo_getsAnotherBeginning() {
    assertThat(GEMINI.fit("9lives", new HashSet<>())).isEqualTo("_9lives");
    assertThat(GEMINI.accepts("a.b:c-d")).isTrue();
  }

  @Test
  void names_thatBecomeTheSame_stayDistinct() {
    Set<String> taken = new HashSet<>();

    assertThat(OPENAI.fit("a_b", taken)).isEqualTo("a_b");
    assertThat(OPENAI.fit("a.b", taken)).isEqualTo("a_b_2");
    assertThat(OPENAI.fit("a:b", taken)).isEqualTo("a_b_3");
  }

  /** Whatever the names are, those that are sent are accepted, distinct, and always the same. */
  @Test
  void fittedNames_areAccepted_distinct_andReproducible() {
    for (IdentifierRule rule : new IdentifierRule[] {OPENAI, NINE, GEMINI}) {
      Set<String> taken = new HashSet<>();
      Set<String> again = new HashSet<>();
      Random random = new Random(7);
      for (int i = 0; i < 2_000; i++) {
        String name = "x".repeat(random.nextInt(90)) + ".:é_".substring(random.nextInt(4));
        String sent = rule.fit(name, taken);

        assertThat(rule.accepts(sent)).as(sent).isTrue();
        assertThat(rule.fit(name, again)).isEqualTo(sent);
      }
      assertThat(taken).hasSize(2_000);
    }
  }

  @Test
  void idOfNine_staysWhereItFits() {
    assertThat(NINE.fit("abcDEF123", new HashSet<>())).isEqualTo("abcDEF123");
    assertThat(NINE.fit("call_1", new HashSet<>())).matches("[a-zA-Z0-9]{9}");
  }
}
