package dev.modelrouter.benchmarks;

import dev.modelrouter.api.openai.OpenAiStreamWriter;
import dev.modelrouter.api.simple.SimpleStreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.StreamDecoder;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The event path: a whole stream is decoded into events, which are written in the caller's dialect,
 * and what one read brought is taken as one piece. Per event; what a new stream costs is shared by
 * its events.
 */
@State(Scope.Thread)
public class EventPathBenchmark extends ShortRun {
  private static final long CREATED = 1_790_000_000L;

  private final HttpProvider openAi = Fixture.openAi();
  private final HttpProvider ollama = Fixture.ollama();
  private byte[][] openAiReads = {};
  private byte[][] ollamaReads = {};

  /** Events that one read brings. */
  @Param({"1", "4", "16"})
  int eventsPerRead;

  /** Writes the streams. */
  @Setup
  public void write() {
    openAiReads = AnswerStream.openAi().readsOfEvents(eventsPerRead);
    ollamaReads = AnswerStream.ollama().readsOfEvents(eventsPerRead);
  }

  /** An Ollama behind {@code /v1/chat/completions}. */
  @Benchmark
  @OperationsPerInvocation(AnswerStream.OLLAMA_EVENTS)
  public long ollamaToOpenAi() {
    OpenAiStreamWriter out = new OpenAiStreamWriter("1", CREATED, ollama.defaultModel(), false);
    StreamDecoder decoder = ollama.newStreamDecoder();
    Consumer<ChatEvent> events =
        event -> {
          if (event instanceof ChatEvent.Content piece) {
            out.content(piece);
          } else if (event instanceof ChatEvent.Completed) {
            out.done(new CompletionSummary("p", "m", null, Map.of(), FinishReason.STOP));
          }
        };
    long written = 0;
    for (byte[] read : ollamaReads) {
      decoder.feed(read, 0, read.length, events);
      written += out.take().length;
    }
    return written;
  }

  /** An OpenAI-compatible provider behind {@code /stream}. */
  @Benchmark
  @OperationsPerInvocation(AnswerStream.OPENAI_EVENTS)
  public long openAiToSeed() {
    SimpleStreamWriter out = new SimpleStreamWriter();
    StreamDecoder decoder = openAi.newStreamDecoder();
    Consumer<ChatEvent> events =
        event -> {
          if (event instanceof ChatEvent.TextDelta text) {
            out.text(text.text());
          } else if (event instanceof ChatEvent.Completed) {
            out.done();
          }
        };
    long written = 0;
    for (byte[] read : openAiReads) {
      decoder.feed(read, 0, read.length, events);
      written += out.take().length;
    }
    return written;
  }
}
