package dev.modelrouter.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Requests and streams as nobody would write them by hand, the same for every seed. */
public final class Corpus {
  private static final List<String> ODD_VALUES =
      List.of(
          "1e400",
          "9007199254740993",
          "-123456789012345678901234567890.000e-0001",
          "-0.0",
          "1E-7",
          "\"caf\\u00e9 \\ud83d\\ude00 \\\"data: [DONE]\\\" \\n\"",
          "\"h\u00e9llo \ud83d\ude00 \u2028\"",
          "\"\\ud800 alone, \\/ \\b\\f\\t \\u0000\"",
          "[".repeat(400) + "1" + "]".repeat(400),
          "{\"a\":[{\"b\":".repeat(50) + "0" + "}]}".repeat(50),
          "{\"a\":1,\"a\":2,\"\":null}",
          "{ \"stream\" : true , \"model\":\"inner\" }",
          "[ ]",
          "{}",
          "null",
          "true",
          "\"\"");
  private static final List<String> ODD_NAMES =
      List.of("x_unknown", "modelss", "Model", "mode", "temperature", "metadata", "\\u0078", "a b");
  private static final String BLANKS = " \t\n\r";

  private final Random random;

  private Corpus(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A caller's body and what a provider must get for it.
   *
   * @param sent what the caller writes
   * @param expected the same with the owned fields replaced
   * @param usageWanted whether the caller asks for the usage
   */
  public record Body(String sent, String expected, boolean usageWanted) {}

  /** A body of a chat completion. */
  public static Body body(long seed, String model, boolean stream, boolean askUsage) {
    return new Corpus(seed).body(model, stream, askUsage);
  }

  private Body body(String model, boolean stream, boolean askUsage) {
    boolean named = random.nextInt(4) != 0;
    int options = stream ? random.nextInt(5) : 4;
    boolean wanted = options == 0;
    boolean splice = stream && askUsage && !wanted;
    List<String[]> fields = new ArrayList<>();
    fields.add(same("\"messages\"", "[{\"role\":\"user\",\"content\":" + odd() + "}]"));
    if (stream || random.nextBoolean()) {
      fields.add(same("\"stream\"", Boolean.toString(stream)));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      fields.add(same('"' + ODD_NAMES.get(random.nextInt(ODD_NAMES.size())) + '"', odd()));
    }
    switch (options) {
      case 0 -> fields.add(same("\"stream_options\"", "{\"include_usage\":true}"));
      case 1 ->
          fields.add(
              changed(
                  "\"stream_options\"",
                  "{ \"x\":1,\"include_usage\" : false }",
                  splice ? "{ \"x\":1,\"include_usage\" : true }" : null));
      case 2 ->
          fields.add(
              changed(
                  "\"stream_options\"",
                  "{ \"x\" : [1] }",
                  splice ? "{\"include_usage\":true, \"x\" : [1] }" : null));
      case 3 ->
          fields.add(
              changed("\"stream_options\"", "null", splice ? "{\"include_usage\":true}" : null));
      default -> {}
    }
    if (named) {
      fields.add(changed("\"model\"", "\"vllm/" + model + "\"", '"' + model + '"'));
    }
    Collections.shuffle(fields, random);
    StringBuilder sent = new StringBuilder("{");
    StringBuilder expected = new StringBuilder("{");
    if (!named) {
      expected.append("\"model\":\"").append(model).append("\",");
    }
    if (splice && options == 4 && !named) {
      expected.append("\"stream_options\":{\"include_usage\":true},");
    }
    for (int i = 0; i < fields.size(); i++) {
      String[] field = fields.get(i);
      String name = (i == 0 ? "" : ",") + blank() + field[0] + blank() + ":" + blank();
      String after = blank();
      sent.append(name).append(field[1]).append(after);
      expected.append(name).append(field[2]);
      if (splice && options == 4 && field[0].equals("\"model\"")) {
        expected.append(",\"stream_options\":{\"include_usage\":true}");
      }
      expected.append(after);
    }
    String end = "}" + blank();
    return new Body(sent + end, expected + end, wanted);
  }

  private static String[] same(String name, String value) {
    return new String[] {name, value, value};
  }

  private static String[] changed(String name, String sent, String expected) {
    return new String[] {name, sent, expected == null ? sent : expected};
  }

  private String odd() {
    return ODD_VALUES.get(random.nextInt(ODD_VALUES.size()));
  }

  private String blank() {
    StringBuilder blank = new StringBuilder();
    while (random.nextInt(3) == 0) {
      blank.append(BLANKS.charAt(random.nextInt(BLANKS.length())));
    }
    return blank.toString();
  }

  /** A whole chat completion, which the caller must get as it is. */
  public static String answer(long seed) {
    return new Corpus(seed).answer();
  }

  private String answer() {
    List<String> fields = new ArrayList<>();
    fields.add("\"id\":" + blank() + "\"c\"");
    fields.add(
        "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\",\"x\":"
            + odd()
            + "},\"logprobs\":"
            + odd()
            + blank()
            + ",\"finish_reason\":\"stop\"}]");
    fields.add("\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"x\":" + odd() + "}");
    for (int i = random.nextInt(5); i > 0; i--) {
      fields.add('"' + ODD_NAMES.get(random.nextInt(ODD_NAMES.size())) + "\":" + blank() + odd());
    }
    Collections.shuffle(fields, random);
    return "{" + blank() + String.join("," + blank(), fields) + blank() + "}" + blank();
  }

  /**
   * A provider's stream and what the caller must get of it.
   *
   * @param sent what the provider writes
   * @param shown what a caller gets who asked for the usage
   * @param hidden what a caller gets who did not
   */
  public record Transcript(String sent, String shown, String hidden) {}

  /** The stream of a whole chat completion. */
  public static Transcript transcript(long seed) {
    return new Corpus(seed).transcript();
  }

  private Transcript transcript() {
    String end = random.nextInt(3) == 0 ? "\r\n" : "\n";
    StringBuilder sent = new StringBuilder();
    StringBuilder hidden = new StringBuilder();
    if (random.nextBoolean()) {
      both(sent, hidden, ": OPENROUTER PROCESSING" + end + end);
    }
    both(sent, hidden, event("{\"role\":\"assistant\",\"content\":\"\"}", "null", end));
    for (int i = random.nextInt(8); i >= 0; i--) {
      String delta =
          switch (random.nextInt(4)) {
            case 0 -> "{\"content\":\"caf\\u00e9 \ud83d\ude00 data: [DONE]\",\"x\":" + odd() + "}";
            case 1 ->
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}";
            case 2 -> "{\"reasoning_content\":\"hm\"}";
            default -> "{\"content\":\"word \"}";
          };
      both(sent, hidden, event(delta, "null", end));
      if (random.nextInt(5) == 0) {
        both(sent, hidden, ": ping" + end + end);
      }
    }
    both(sent, hidden, event("{}", "\"stop\"", end));
    if (random.nextBoolean()) {
      sent.append(
          data(
              "{\"id\":\"c\",\"choices\":"
                  + (random.nextBoolean() ? "[]" : "[ ]")
                  + ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"x\":"
                  + odd()
                  + "}}",
              end));
    }
    both(sent, hidden, data("[DONE]", end));
    return new Transcript(sent.toString(), sent.toString(), hidden.toString());
  }

  private static void both(StringBuilder one, StringBuilder other, String text) {
    one.append(text);
    other.append(text);
  }

  private String event(String delta, String finish, String end) {
    String json =
        "{\"id\":\"c\",\"x_new\":"
            + odd()
            + blankInLine()
            + ",\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":"
            + finish
            + "}]}";
    return random.nextInt(6) == 0
        ? "event: message" + end + "data:{" + end + "data: " + json.substring(1) + end + end
        : data(json, end);
  }

  private String blankInLine() {
    return random.nextBoolean() ? " \t" : "";
  }

  private static String data(String json, String end) {
    return "data: " + json + end + end;
  }
}
