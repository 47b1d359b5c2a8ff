package dev.modelrouter.api.ollama;

/**
 * Names of models as Ollama's clients write them. A name without a tag means its tag {@code
 * latest}, and some clients put that in: {@code groq/llama-3.3-70b} comes as {@code
 * groq/llama-3.3-70b:latest}. No other provider knows such a tag, and Ollama itself understands the
 * name without it, so it is left out. Other tags ({@code :8b}, {@code :free}) are part of the name.
 */
public final class OllamaModelNames {
  private static final String TAG = ":latest";

  private OllamaModelNames() {}

  /** The name without the tag that says nothing. */
  public static String canonical(String name) {
    return name.endsWith(TAG) ? name.substring(0, name.length() - TAG.length()) : name;
  }
}
