package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.BodyFootprint;
import dev.modelrouter.api.openai.PassthroughRequestReader;
import dev.modelrouter.api.responses.ResponsesRequestReader;
import dev.modelrouter.api.simple.SimpleRequestDecoder;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.TokenEstimate;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reading a request of any kind in any dialect, and writing it in any dialect, takes time in
 * proportion to its size. Every pair of dialects is a reader and a writer one after the other.
 */
class LinearRequestTest {

  /** What there is much of in a request. */
  enum Kind {
    MESSAGES {
      @Override
      void add(int i, List<Message> messages, List<Tool> tools) {
        messages.add(new Message(i % 2 == 0 ? Role.USER : Role.ASSISTANT, "m" + i));
      }
    },
    SYSTEM_MESSAGES {
      @Override
      void add(int i, List<Message> messages, List<Tool> tools) {
        messages.add(new Message(Role.SYSTEM, "rule " + i));
      }
    },
    TOOLS {
      @Override
      void add(int i, List<Message> messages, List<Tool> tools) {
        tools.add(
            new Tool("tool" + i, "d", "{\"type\":\"object\",\"properties\":{\"a\":{}}}", null));
      }
    },
    PARTS {
      @Override
      ChatRequest of(int n) {
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
          parts.add(new ContentPart.Text("p" + i));
        }
        return request(List.of(new Message(Role.USER, parts)), List.of());
      }
    },
    CALLS_OF_ONE_TURN {
      @Override
      ChatRequest of(int n) {
        List<ContentPart> calls = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        messages.add(new Message(Role.USER, "go"));
        for (int i = 0; i < n; i++) {
          calls.add(new ContentPart.ToolCall("call" + i, "tool" + i, "{\"a\":" + i + "}"));
        }
        messages.add(new Message(Role.ASSISTANT, calls));
        for (int i = n - 1; i >= 0; i--) {
          messages.add(
              new Message(
                  Role.TOOL,
                  List.of(new ContentPart.ToolResult("call" + i, "tool" + i, "r" + i, false))));
        }
        return request(messages, List.of());
      }
    },
    CALLS_OF_ONE_TOOL {
      @Override
      ChatRequest of(int n) {
        List<ContentPart> calls = new ArrayList<>();
        List<ContentPart> results = new ArrayList<>();
        for (int i = 0; i < n; i++) {
          calls.add(new ContentPart.ToolCall("call_1_" + i, "tool", "{}"));
          results.add(new ContentPart.ToolResult("call_1_" + i, "tool", "r" + i, false));
        }
        return request(
            List.of(
                new Message(Role.USER, "go"),
                new Message(Role.ASSISTANT, calls),
                new Message(Role.TOOL, results)),
            List.of());
      }
    },
    TEXT {
      @Override
      ChatRequest of(int n) {
        return request(
            List.of(new Message(Role.USER, "Long text, \"quoted\", with ünïcode.\n".repeat(n))),
            List.of());
      }
    };

    void add(int i, List<Message> messages, List<Tool> tools) {}

    ChatRequest of(int n) {
      List<Message> messages = new ArrayList<>();
      List<Tool> tools = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        add(i, messages, tools);
      }
      messages.add(new Message(Role.USER, "Hi"));
      return request(messages, tools);
    }

    static ChatRequest request(List<Message> messages, List<Tool> tools) {
      ChatRequest plain = new ChatRequest(ModelId.ANY, messages, 100, 1, false);
      return new ChatRequest(
          plain.model(),
          plain.messages(),
          plain.sampling(),
          tools,
          plain.toolChoice(),
          null,
          plain.format(),
          null,
          null,
          false,
          List.of());
    }
  }

  static Stream<Arguments> each() {
    return Arrays.stream(Dialect.values())
        .flatMap(dialect -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(dialect, kind)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("each")
  void read_ofARequest_takesLinearTime(Dialect dialect, Kind kind) {
    ChatRequest any = kind.of(1);
    CpuGrowth.assertLinear(
        "reading",
        n -> dialect.write(kind.of(n)).body(),
        body -> dialect.read(body, any).messages().size());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("each")
  void write_ofARequest_takesLinearTime(Dialect dialect, Kind kind) {
    CpuGrowth.assertLinear("writing", kind::of, request -> dialect.write(request).body().length);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Kind.class)
  void tokenEstimate_takesLinearTime(Kind kind) {
    CpuGrowth.assertLinear("estimate", kind::of, TokenEstimate::of);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Kind.class)
  void rawRead_takesLinearTime(Kind kind) {
    CpuGrowth.assertLinear(
        "walk",
        n -> Dialect.OPENAI.write(kind.of(n)).body(),
        body ->
            PassthroughRequestReader.read(Operation.CHAT, body, name -> ModelId.ANY)
                .body()
                .bytes()
                .length);
  }

  /** Bodies that no sensible caller sends, as much of them as the size says. */
  enum Odd {
    SMALL_VALUES(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"x\":[", "{\"\":0},", "0]}"),
    NUMBERS("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"x\":[", "0,", "0]}"),
    FIELDS("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]", ",\"f%d\":0", "}"),
    ITEMS(
        "{\"model\":\"m\",\"input\":[",
        "{\"role\":\"user\",\"content\":\"x\"},",
        "{\"role\":\"user\",\"content\":\"x\"}]}"),
    ESCAPES("{\"messages\":[{\"role\":\"user\",\"content\":\"", "\\u00e4\\n", "\"}]}"),
    DEPTH(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"x\":[",
        "[[[[[[[[[[0]]]]]]]]]],",
        "0]}");

    private final String begin;
    private final String more;
    private final String end;

    Odd(String begin, String more, String end) {
      this.begin = begin;
      this.more = more;
      this.end = end;
    }

    byte[] of(int n) {
      StringBuilder json = new StringBuilder(begin);
      for (int i = 0; i < n; i++) {
        json.append(more.contains("%d") ? more.formatted(i) : more);
      }
      return json.append(end).toString().getBytes(UTF_8);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Odd.class)
  void read_ofAnOddBody_takesLinearTime_inEveryDialect(Odd odd) {
    ChatRequest any = Kind.MESSAGES.of(1);
    for (Dialect dialect : Dialect.values()) {
      CpuGrowth.assertLinear(
          dialect + " " + odd,
          odd::of,
          body -> {
            try {
              return dialect.read(body, any).messages().size();
            } catch (UntranslatableRequestException e) {
              return 1;
            }
          });
    }
    CpuGrowth.assertLinear(
        "responses " + odd,
        odd::of,
        body -> {
          try {
            return ResponsesRequestReader.read(body, ModelId.ANY, true).chat().messages().size();
          } catch (UntranslatableRequestException e) {
            return 1;
          }
        });
    SimpleRequestDecoder seed = new SimpleRequestDecoder();
    CpuGrowth.assertLinear(
        "seed " + odd, odd::of, body -> seed.decode(body, true).toString().length());
    CpuGrowth.assertLinear("footprint " + odd, odd::of, BodyFootprint::of);
  }
}
