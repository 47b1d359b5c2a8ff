package dev.modelrouter.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A streamed answer of 1,000 tokens as a provider sends it.
 *
 * @param events the bytes of each event, in order
 */
record AnswerStream(List<byte[]> events) {
  private static final int TOKENS = 1000;

  /** The role, the tokens, the finish, the usage, the end mark. */
  static final int OPENAI_EVENTS = TOKENS + 4;

  /** The tokens, and the end with the counts. */
  static final int OLLAMA_EVENTS = TOKENS + 1;

  private static final String CHUNK =
      """
      {"id":"chatcmpl-B7xkW2nQ9vT4mZs1LpYc","object":"chat.completion.chunk",\
      "created":1790000000,"model":"gpt-5.4-mini-2026-03-17","service_tier":"default",\
      "system_fingerprint":"fp_3f8a2c91d0","choices":[%s],"usage":%s}\
      """;
  private static final String USAGE =
      """
      {"prompt_tokens":240,"completion_tokens":1000,"total_tokens":1240,\
      "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},\
      "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,\
      "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}\
      """;
  private static final String OLLAMA_LINE =
      """
      {"model":"llama3.2:latest","created_at":"2026-11-01T10:00:00.123456789Z",\
      "message":{"role":"assistant","content":"%s"},%s}
      """;
  private static final String OLLAMA_END =
      """
      "done":true,"done_reason":"stop","total_duration":4935886791,"load_duration":534986708,\
      "prompt_eval_count":240,"prompt_eval_duration":107345000,"eval_count":1000,\
      "eval_duration":4289432000\
      """;

  /** In OpenAI's dialect, {@link #OPENAI_EVENTS} of them. */
  static AnswerStream openAi() {
    TokenText tokenText = new TokenText();
    List<byte[]> events = new ArrayList<>(OPENAI_EVENTS);
    events.add(delta("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null", "null"));
    for (int i = 0; i < TOKENS; i++) {
      events.add(delta("\"content\":\"" + tokenText.next() + '"', "null"));
    }
    events.add(delta("", "\"stop\""));
    events.add(data(CHUNK.formatted("", USAGE)));
    events.add(data("[DONE]"));
    return new AnswerStream(events);
  }

  private static byte[] delta(String delta, String finish) {
    String choice = "{\"index\":0,\"delta\":{" + delta + "},\"logprobs\":null,\"finish_reason\":";
    return data(CHUNK.formatted(choice + finish + '}', "null"));
  }

  private static byte[] data(String json) {
    return ("data: " + json + "\n\n").getBytes(UTF_8);
  }

  /** In Ollama's dialect, {@link #OLLAMA_EVENTS} of them. */
  static AnswerStream ollama() {
    TokenText tokenText = new TokenText();
    List<byte[]> events = new ArrayList<>(OLLAMA_EVENTS);
    for (int i = 0; i < TOKENS; i++) {
      events.add(OLLAMA_LINE.formatted(tokenText.next(), "\"done\":false").getBytes(UTF_8));
    }
    events.add(OLLAMA_LINE.formatted("", OLLAMA_END).getBytes(UTF_8));
    return new AnswerStream(events);
  }

  /** Reads of whole events, so many in each but the last. */
  byte[][] readsOfEvents(int count) {
    List<byte[]> reads = new ArrayList<>();
    for (int from = 0; from < events.size(); from += count) {
      reads.add(join(events.subList(from, Math.min(from + count, events.size()))));
    }
    return reads.toArray(byte[][]::new);
  }

  /** Reads of so many bytes each but the last, which cut events anywhere. */
  byte[][] readsOfBytes(int size) {
    byte[] all = join(events);
    List<byte[]> reads = new ArrayList<>();
    for (int from = 0; from < all.length; from += size) {
      reads.add(Arrays.copyOfRange(all, from, Math.min(from + size, all.length)));
    }
    return reads.toArray(byte[][]::new);
  }

  private static byte[] join(List<byte[]> events) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    events.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
