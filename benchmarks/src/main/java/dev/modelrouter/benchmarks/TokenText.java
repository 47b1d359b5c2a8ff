package dev.modelrouter.benchmarks;

import java.util.Random;

/** Text as models write it, cut into tokens; the same for every run. Inside JSON, unquoted. */
final class TokenText {
  private static final String[] TOKENS = {
    " the",
    " a",
    " gateway",
    " stands",
    " in",
    " front",
    " of",
    " many",
    " providers",
    ",",
    " and",
    " each",
    " answer",
    " comes",
    " token",
    " by",
    " to",
    "ken",
    ".",
    " It",
    " re",
    "lays",
    " what",
    " they",
    " say",
    " as",
    " 2",
    "00",
    " bytes",
    "\\n\\n",
    " \\\"quoted\\\"",
    " caf\u00e9",
    " \u2013",
    "!"
  };

  private final Random random = new Random(42);

  String next() {
    return TOKENS[random.nextInt(TOKENS.length)];
  }
}
