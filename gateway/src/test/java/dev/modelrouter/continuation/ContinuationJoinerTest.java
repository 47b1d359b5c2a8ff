package dev.modelrouter.continuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the caller gets of a second provider's part, whatever that begins with and its cuts. */
class ContinuationJoinerTest {
  private static final String REFUSED = "<refused>";
  private static final long SEED = 20_261_123;

  /** All that the caller has in the end, or {@link #REFUSED}. */
  private static String joined(String text, ContinuationMode mode, String second, Random cuts) {
    ContinuationJoiner joiner = new ContinuationJoiner(text, mode);
    StringBuilder all = new StringBuilder(text);
    for (int from = 0; from < second.length(); ) {
      int to = Math.min(second.length(), from + 1 + cuts.nextInt(12));
      switch (joiner.next(second.substring(from, to))) {
        case ContinuationJoiner.JoinResult.Buffer ignored -> {}
        case ContinuationJoiner.JoinResult.Emit emit -> all.append(emit.text());
        case ContinuationJoiner.JoinResult.Mismatch ignored -> {
          assertThat(all).as("nothing was let through before").hasToString(text);
          return REFUSED;
        }
      }
      from = to;
    }
    return switch (joiner.end()) {
      case ContinuationJoiner.JoinResult.Emit emit -> all.append(emit.text()).toString();
      case ContinuationJoiner.JoinResult.Mismatch ignored -> REFUSED;
      case ContinuationJoiner.JoinResult.Buffer ignored ->
          throw new AssertionError("nothing is held for ever");
    };
  }

  private static String joined(String text, ContinuationMode mode, String second) {
    return joined(text, mode, second, new Random(SEED));
  }

  /** Words, each of them once, in lines and paragraphs. */
  private static String prose(Random random) {
    StringBuilder text = new StringBuilder();
    int words = 1 + random.nextInt(60);
    for (int i = 0; i < words; i++) {
      for (int letters = 1 + random.nextInt(9); letters > 0; letters--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(i).append(random.nextInt(5) == 0 ? "é€😀" : "");
      text.append(
          switch (random.nextInt(12)) {
            case 0 -> "\n";
            case 1 -> ".\n\n";
            case 2 -> ", ";
            default -> " ";
          });
    }
    return text.append("end").toString();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContinuationMode.class,
      names = {"PREFILL", "INSTRUCTION"})
  void everyCut_whoGoesOn_completesTheText(ContinuationMode mode) {
    Random random = new Random(SEED);
    for (int round = 0; round < 150; round++) {
      String whole = prose(random);
      for (int cut = 1; cut < whole.length(); cut++) {
        String text = whole.substring(0, cut);
        String core = text.stripTrailing();
        String rest = whole.substring(mode == ContinuationMode.PREFILL ? core.length() : cut);
        // After "h", is "hh" the text once more, or its next letters?
        boolean unclear = core.length() < 8 && rest.stripLeading().startsWith(core);

        assertThat(joined(text, mode, rest, random)).isEqualTo(unclear ? REFUSED : whole);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCut_whoBeginsAgain_completesTheText(ContinuationMode mode) {
    Random random = new Random(SEED + 1);
    for (int round = 0; round < 150; round++) {
      String whole = prose(random);
      for (int cut = 1; cut <= whole.length(); cut++) {
        String text = whole.substring(0, cut);
        boolean little = mode != ContinuationMode.RESTART && text.stripTrailing().length() < 8;

        assertThat(joined(text, mode, whole, random)).isEqualTo(little ? REFUSED : whole);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ContinuationMode.class,
      names = {"PREFILL", "INSTRUCTION"})
  void everyCut_everyOverlapOfWords_completesTheText(ContinuationMode mode) {
    Random random = new Random(SEED + 2);
    for (int round = 0; round < 40; round++) {
      String whole = prose(random);
      for (int cut = 1; cut <= whole.length(); cut++) {
        String text = whole.substring(0, cut);
        int core = text.stripTrailing().length();
        for (int from = 1; from <= core - 8; from++) {
          if (Character.isWhitespace(whole.charAt(from - 1))
              && !Character.isWhitespace(whole.charAt(from))) {
            assertThat(joined(text, mode, whole.substring(from), random)).isEqualTo(whole);
          }
        }
      }
    }
  }

  @Test
  void heldText_isNeverMoreThanIsThere() {
    String text = "word ".repeat(40);
    ContinuationJoiner joiner = new ContinuationJoiner(text, ContinuationMode.PREFILL);
    int held = 0;
    while (joiner.next("word ") instanceof ContinuationJoiner.JoinResult.Buffer) {
      held++;
    }

    assertThat(held).isLessThanOrEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sure, continuing from there: and so on",
        "Certainly! Here is the rest",
        "I'm sorry, but I cannot do that.",
        "Here's the continuation:\n\n…",
        "\n\nContinuing where I left off"
      })
  void talkAboutTheTask_isNotLetThrough(String second) {
    assertThat(joined("The capital of France is", ContinuationMode.INSTRUCTION, second))
        .isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "'I am not ', 'sure about that.'",
    "'He answered: ', 'Certainly not.'",
    "'The rest is ', 'here. It was'",
    "'Please ', 'continue.'"
  })
  void wordsThatOnlyLookLikeTalk_pass(String text, String second) {
    assertThat(joined(text, ContinuationMode.INSTRUCTION, second)).isEqualTo(text + second);
  }

  @Test
  void anotherAnswer_isNotLetThrough_whenItBeginsAsTheFirst() {
    String text = "The capital of France was Paris in most";

    assertThat(joined(text, ContinuationMode.INSTRUCTION, "The capital of France is Paris."))
        .isEqualTo(REFUSED);
    assertThat(joined(text, ContinuationMode.RESTART, "Paris is the capital.")).isEqualTo(REFUSED);
    assertThat(joined(text, ContinuationMode.RESTART, "The capital of")).isEqualTo(REFUSED);
    assertThat(joined(text, ContinuationMode.INSTRUCTION, "The capital of France"))
        .isEqualTo(REFUSED);
  }

  @Test
  void aFormThatComesAgainAndAgain_isNoNewBeginning() {
    String text = "The next number is 1.\nThe next number is 2.\n";
    String second = "The next number is 3.\nThe end.";

    assertThat(joined(text, ContinuationMode.INSTRUCTION, second)).isEqualTo(text + second);
  }

  @Test
  void repetitionInATextOfRepetitions_passesOnlyAfterAPrefill() {
    String text = "ha ha ha ha ha ha ha ha ha ha";
    String second = " ha ha ha ha!";

    assertThat(joined(text, ContinuationMode.PREFILL, second)).isEqualTo(text + second);
    assertThat(joined(text, ContinuationMode.INSTRUCTION, second)).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "INSTRUCTION, 'One two ', ' three', 'One two three'",
    "INSTRUCTION, 'One  two ', ' three', 'One  two  three'",
    "INSTRUCTION, 'One two ', '  three', 'One two   three'",
    "INSTRUCTION, 'One two', 'three', 'One twothree'",
    "PREFILL, 'One two ', ' three', 'One two three'",
    "PREFILL, 'One two ', 'three', 'One two three'",
    "PREFILL, 'One two', ' three', 'One two three'"
  })
  void blanksAtTheSeam_areMendedWhereThatIsCertain(
      ContinuationMode mode, String text, String second, String whole) {
    assertThat(joined(text, mode, second)).isEqualTo(whole);
  }

  @Test
  void nothingMore_isAWholeAnswer_onlyWhereAllOfItWasSaidAgain() {
    assertThat(joined("All is said.", ContinuationMode.INSTRUCTION, "")).isEqualTo(REFUSED);
    assertThat(joined("All is said.", ContinuationMode.PREFILL, "\n")).isEqualTo(REFUSED);
    assertThat(joined("All is said.", ContinuationMode.RESTART, "All is said."))
        .isEqualTo("All is said.");
  }

  @Test
  void nothingMayFollow_whenThePartsCannotBeJoined() {
    ContinuationJoiner joiner = new ContinuationJoiner("Some text", ContinuationMode.RESTART);

    assertThat(joiner.next("Another")).isInstanceOf(ContinuationJoiner.JoinResult.Mismatch.class);
    assertThat(joiner.joined()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> joiner.next("x"));
  }
}
