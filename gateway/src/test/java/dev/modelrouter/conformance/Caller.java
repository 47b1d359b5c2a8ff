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
    byte[] streamed(AnswerContent answerContent) {
      String model = answerContent.end().model();
      GeminiStreamWriter writer = new GeminiStreamWriter("1", model, GeminiFraming.ARRAY);
      answerContent.content().forEach(writer::content);
      writer.done(answerContent.end());
      return writer.take();
    }

    @Override
    AnswerContent hearStream(byte[] bytes) {
      return AnswerContent.of(Dialect.GEMINI.readWhole(bytes));
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
    byte[] streamed(AnswerContent answerContent) {
      ResponsesStreamWriter writer =
          new ResponsesStreamWriter(
              "1", 5, () -> 6, answerContent.end().model(), ResponseObjectReader.request());
      answerContent.content().forEach(writer::content);
      writer.done(answerContent.end());
      return writer.take();
    }

    @Override
    byte[] whole(AnswerContent answerContent) {
      return ResponsesAnswerWriter.write(
          "1", 5, 6, answerContent.content(), answerContent.end(), ResponseObjectReader.request());
    }

    @Override
    AnswerContent hearStream(byte[] bytes) {
      return ResponseObjectReader.streamed(bytes);
    }

    @Override
    AnswerContent hearWhole(byte[] bytes) {
      return ResponseObjectReader.whole(bytes);
    }
  };

  /** The dialect that providers speak too. */
  abstract Dialect dialect();

  byte[] streamed(AnswerContent answerContent) {
    return dialect().stream(answerContent.content(), answerContent.end());
  }

  byte[] whole(AnswerContent answerContent) {
    return dialect().whole(answerContent.content(), answerContent.end());
  }

  AnswerContent hearStream(byte[] bytes) {
    return AnswerContent.of(
        dialect().readStream(bytes, (all, reader) -> reader.feed(all, 0, all.length)));
  }

  AnswerContent hearWhole(byte[] bytes) {
    return AnswerContent.of(dialect().readWhole(bytes));
  }
}
