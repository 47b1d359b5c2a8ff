package dev.modelrouter.telemetry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The secrets that must not be in any output, and the replacement of each by {@code ***}. A secret
 * is also known in its JSON-escaped form. Secrets below four characters are not looked for: they
 * would hide half of every line.
 */
public final class Redactor {
  private static final int SHORTEST = 4;

  /** The longest first: one secret may hold another. */
  private volatile String[] secrets = {};

  /** Knows these secrets. */
  public Redactor(Collection<String> secrets) {
    learn(secrets);
  }

  /** Knows these as well from now on. */
  public final synchronized void learn(Collection<String> more) {
    List<String> all = new ArrayList<>(List.of(secrets));
    for (String secret : more) {
      if (secret.length() < SHORTEST) {
        continue;
      }
      StringBuilder escaped = new StringBuilder();
      JsonStringEscaper.append(escaped, secret);
      for (String form : List.of(secret, escaped.toString())) {
        if (!all.contains(form)) {
          all.add(form);
        }
      }
    }
    all.sort(Comparator.comparingInt(String::length).reversed());
    secrets = all.toArray(String[]::new);
  }

  /** Knows no secret. */
  public static Redactor none() {
    return new Redactor(List.of());
  }

  /** Whether a secret is in the text. */
  public boolean finds(String text) {
    for (String secret : secrets) {
      if (text.contains(secret)) {
        return true;
      }
    }
    return false;
  }

  /** The text without its secrets; the same object when there is none in it. */
  public String redact(String text) {
    String clean = text;
    for (String secret : secrets) {
      // replace() returns its own object when it finds nothing.
      clean = clean.replace(secret, "***");
    }
    return clean;
  }
}
