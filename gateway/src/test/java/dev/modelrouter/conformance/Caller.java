package dev.modelrouter.conformance;

import dev.modelrouter.api.gemini.GeminiFraming;
import dev.modelrouter.api.gemini.GeminiStreamWriter;
import dev.modelrouter.api.responses.ResponsesAnswerWriter;
import dev.modelrouter.api.responses.ResponsesStreamWriter;

/** A way in which callers hear answers: some of them no provider speaks in. */
enum Caller {
  OPENAI {
    @Override
    Dialect dialect() {
      return Dialect.OPENAI;
    }
  },
  GEMINI {
    @Override
    Dialect dialect() {
      return Dialect.GEMINI;
    }
  },
  /** Gemini's stream as one JSON array. */
  GEMINI_ARRAY {
    @Override
    Dialect dialect() {
      return Dialect.GEMINI;
    }

    @Override
    byte[] streamed(Said said) {
      String model = said.end().model();
      GeminiStreamWriter writer = new GeminiStreamWriter("1", model, GeminiFraming.ARRAY);
      said.content().forEach(writer::content);
      writer.done(said.end());
      return writer.take();
    }

    @Override
    Said hearStream(byte[] bytes) {
      return Said.of(Dialect.GEMINI.readWhole(bytes));
    }
  },
  ANTHROPIC {
    @Override
    Dialect dialect() {
      return Dialect.ANTHROPIC;
    }
  },
  OLLAMA {
    @Override
    Dialect dialect() {
      return Dialect.OLLAMA;
    }
  },
  RESPONSES {
    @Override
    Dialect dialect() {
      throw new IllegalStateException("no provider speaks so");
    }

    @Override
    byte[] streamed(Said said) {
      ResponsesStreamWriter writer =
          new ResponsesStreamWriter("1", 5, () -> 6, said.end().model(), HeardResponse.request());
      said.content().forEach(writer::content);
      writer.done(said.end());
      return writer.take();
    }

    @Override
    byte[] whole(Said said) {
      return ResponsesAnswerWriter.write(
          "1", 5, 6, said.content(), said.end(), HeardResponse.request());
    }

    @Override
    Said hearStream(byte[] bytes) {
      return HeardResponse.streamed(bytes);
    }

    @Override
    Said hearWhole(byte[] bytes) {
      return HeardResponse.whole(bytes);
    }
  };

  /** The dialect that providers speak too. */
  abstract Dialect dialect();

  byte[] streamed(Said said) {
    return dialect().stream(said.content(), said.end());
  }

  byte[] whole(Said said) {
    return dialect().whole(said.content(), said.end());
  }

  Said hearStream(byte[] bytes) {
    return Said.of(dialect().readStream(bytes, (all, reader) -> reader.feed(all, 0, all.length)));
  }

  Said hearWhole(byte[] bytes) {
    return Said.of(dialect().readWhole(bytes));
  }
}
