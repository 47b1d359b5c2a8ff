package dev.modelrouter.continuation;

import java.util.List;

/**
 * What a model says that talks about the task instead of going on: only openings that are hardly
 * ever the middle of an answer.
 */
final class MetaCommentaryDetector {
  private static final List<String> OPENINGS =
      List.of(
          "sure, continuing",
          "sure, here",
          "sure! here",
          "sure! continuing",
          "sure, i'll continue",
          "sure, i will continue",
          "certainly! here",
          "certainly, here",
          "of course! here",
          "of course, here",
          "okay, continuing",
          "ok, continuing",
          "here is the continuation",
          "here's the continuation",
          "here is the rest",
          "here's the rest",
          "continuing from where",
          "continuing where",
          "i'm sorry, but i",
          "i am sorry, but i",
          "i apologize, but i",
          "i cannot continue",
          "i can't continue",
          "i'm unable to continue",
          "i don't see a previous",
          "there is nothing to continue");

  private MetaCommentaryDetector() {}

  /** Whether the text is such an opening. */
  static boolean opens(String text) {
    for (String opening : OPENINGS) {
      if (text.regionMatches(true, 0, opening, 0, opening.length())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text may become one with what follows. */
  static boolean mayOpen(String text) {
    for (String opening : OPENINGS) {
      if (text.length() < opening.length()
          && opening.regionMatches(true, 0, text, 0, text.length())) {
        return true;
      }
    }
    return false;
  }
}
