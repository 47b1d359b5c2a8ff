package dev.modelrouter.fake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The fake provider as a program: {@code --port 9100 --tokens 100 --interval-ms 20}. */
public final class Main {

  private Main() {}

  /** Serves until it is killed. Ends with status 2 if an option is not understood. */
  public static void main(String[] args) throws InterruptedException {
    Map<String, Integer> options;
    try {
      options = options(List.of(args));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    FakeProvider provider = FakeProvider.start(options.getOrDefault("--port", 9100));
    int tokens = options.getOrDefault("--tokens", 100);
    Duration interval = Duration.ofMillis(options.getOrDefault("--interval-ms", 20));
    provider.replyBy(new FaultByModelName(Reply.words(tokens).betweenTokens(interval)));
    System.out.println("fake provider on " + provider.baseUrl());
    System.out.println(
        "  POST /v1/chat/completions (OpenAI), /v1/messages (Anthropic), /api/chat (Ollama),"
            + " /v1beta/models/M:generateContent (Gemini)");
    System.out.println("  model fault-NAME fails: " + FaultByModelName.NAMES);
    new CountDownLatch(1).await();
  }

  static Map<String, Integer> options(List<String> args) {
    Map<String, Integer> options = new TreeMap<>();
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      if (!List.of("--port", "--tokens", "--interval-ms").contains(name)) {
        throw new IllegalArgumentException(
            "unknown option " + name + "; there are --port, --tokens and --interval-ms");
      }
      String value = i + 1 < args.size() ? args.get(i + 1) : "nothing";
      if (!value.matches("\\d{1,9}")) {
        throw new IllegalArgumentException(name + " needs a number, was " + value);
      }
      options.put(name, Integer.parseInt(value));
    }
    return options;
  }
}
