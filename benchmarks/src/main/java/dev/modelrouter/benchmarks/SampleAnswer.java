package dev.modelrouter.benchmarks;

import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An answer of 1,000 tokens of text, as events.
 *
 * @param pieces the tokens
 */
record SampleAnswer(List<ChatEvent.Content> pieces) {
  /** How many events it has, but for the end. */
  static final int TOKENS = 1000;

  /** The same for every run. */
  static SampleAnswer text() {
    TokenText tokenText = new TokenText();
    List<ChatEvent.Content> pieces = new ArrayList<>(TOKENS);
    for (int i = 0; i < TOKENS; i++) {
      pieces.add(new ChatEvent.TextDelta(tokenText.next()));
    }
    return new SampleAnswer(pieces);
  }

  /** Writes it and its end, and hands on the bytes of each event. */
  void tell(StreamWriter writer, Consumer<byte[]> out) {
    for (ChatEvent.Content piece : pieces) {
      writer.content(piece);
      out.accept(writer.take());
    }
    writer.done(
        new CompletionSummary("p", "m", new Usage(240, TOKENS), Map.of(), FinishReason.STOP));
    out.accept(writer.take());
  }

  /** The bytes of each of its events, as this writes them. */
  static byte[][] written(StreamWriter writer) {
    List<byte[]> events = new ArrayList<>(TOKENS + 1);
    text().tell(writer, events::add);
    return events.toArray(byte[][]::new);
  }
}
