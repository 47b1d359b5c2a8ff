package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleRequestDecoderTest {
  private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  private final SimpleRequestDecoder decoder = new SimpleRequestDecoder();

  @Test
  void fullRequest_isRead() {
    String body =
        """
        {"messages": [
           {"role": "system", "content": "Be brief.", "name": "x"},
           {"content": "¿Qué? 🎉 \\ud83c\\udf89\\n", "role": "user"},
           {"role": "assistant", "content": ""}],
         "max_tokens": 4096, "temperature": 2, "stream": true,
         "metadata": {"messages": 1, "deep": [{"x": null}]},
         "model": " llama3.2:1b ", "provider": "ollama", "tools": [1, {"a": []}]}
        """;
    assertThat(decoder.decode(body.getBytes(UTF_8), true))
        .isEqualTo(
            new DecodeResult.Valid(
                new ChatRequest(
                    new ModelId("ollama", "llama3.2:1b"),
                    List.of(
                        new Message(Role.SYSTEM, "Be brief."),
                        new Message(Role.USER, "¿Qué? 🎉 🎉\n"),
                        new Message(Role.ASSISTANT, "")),
                    4096,
                    2.0,
                    true)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"max_tokens\":null,\"temperature\":null,\"stream\":null,\"metadata\":null",
        ",\"model\":null,\"provider\":null",
        ",\"model\":\"\",\"provider\":\"  \"",
        ",\"stream\":true,\"metadata\":{}",
        ",\"max_tokens\":512.0,\"temperature\":-0.0",
        ",\"max_tokens\":5.12e2,\"temperature\":0e9",
        ",\"unknown\":1,\"unknown\":1e400,\"m\\u0000\":\"\\ud800\\u0000\""
      })
  void absentOrNeutralFields_giveTheDefaults(String fields) {
    assertThat(valid("{" + HELLO + fields + "}"))
        .isEqualTo(
            new ChatRequest(ModelId.ANY, List.of(new Message(Role.USER, "hi")), 512, 0.0, false));
  }

  @Test
  void streamField_doesNotDecide() {
    byte[] body = ("{" + HELLO + ",\"stream\":false}").getBytes(UTF_8);
    assertThat(decoder.decode(body, true))
        .isInstanceOfSatisfying(
            DecodeResult.Valid.class, it -> assertThat(it.request().stream()).isTrue());
  }

  @Test
  void byteOrderMark_isTolerated() {
    assertThat(valid("\uFEFF{" + HELLO + "}").messages()).hasSize(1);
    assertThat(places(invalid("\uFEFF{} 1"))).containsExactly("body.3:json_invalid");
    assertThat(places(invalid("\uFEFF"))).containsExactly("body:missing");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "4096,4096", "1.0,1", "4.096E3,4096"})
  void maxTokensWithinLimits_isTaken(String number, int expected) {
    assertThat(valid("{" + HELLO + ",\"max_tokens\":" + number + "}").sampling().maxTokens())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "2,2", "2.0,2", "0.7,0.7", "1e-400,0", "20e-1,2"})
  void temperatureWithinLimits_isTaken(String number, double expected) {
    assertThat(valid("{" + HELLO + ",\"temperature\":" + number + "}").sampling().temperature())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "max_tokens":0                       | max_tokens  | greater_than_equal
          "max_tokens":-1                      | max_tokens  | greater_than_equal
          "max_tokens":4097                    | max_tokens  | less_than_equal
          "max_tokens":4096.5                  | max_tokens  | int_from_float
          "max_tokens":1e400                   | max_tokens  | less_than_equal
          "max_tokens":-1e400                  | max_tokens  | greater_than_equal
          "max_tokens":99999999999999999999999 | max_tokens  | less_than_equal
          "max_tokens":-9223372036854775809    | max_tokens  | greater_than_equal
          "max_tokens":"512"                   | max_tokens  | int_type
          "max_tokens":true                    | max_tokens  | int_type
          "max_tokens":[512]                   | max_tokens  | int_type
          "temperature":2.0001                 | temperature | less_than_equal
          "temperature":-0.1                   | temperature | greater_than_equal
          "temperature":3                      | temperature | less_than_equal
          "temperature":1e400                  | temperature | less_than_equal
          "temperature":"0.7"                  | temperature | float_type
          "temperature":false                  | temperature | float_type
          "temperature":{"a":1}                | temperature | float_type
          "stream":"true"                      | stream      | bool_type
          "stream":1                           | stream      | bool_type
          "metadata":[]                        | metadata    | dict_type
          "metadata":"x"                       | metadata    | dict_type
          "model":1                            | model       | string_type
          "model":{"a":[]}                     | model       | string_type
          "model":"a\\u0000b"                  | model       | value_error
          "model":"\\ud800"                    | model       | string_unicode
          "provider":false                     | provider    | string_type
          "provider":"\\udc00\\ud800"          | provider    | string_unicode
          "model":"a","model":"b"              | model       | value_error
          "model":"a","mod\\u0065l":null       | model       | value_error
          "metadata":{},"metadata":{}          | metadata    | value_error
          """)
  void wrongField_isNamed(String fields, String name, String type) {
    assertThat(invalid("{" + HELLO + "," + fields + "}"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.loc()).containsExactly("body", name);
              assertThat(it.type()).isEqualTo(type);
              assertThat(it.msg()).isNotBlank().hasSizeLessThan(250);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                       | body.messages:missing
          {"messages":null}                                        | body.messages:list_type
          {"messages":{"role":"user"}}                             | body.messages:list_type
          {"messages":"hi"}                                        | body.messages:list_type
          {"messages":[]}                                          | body.messages:too_short
          {"messages":["hi"]}                                      | body.messages.0:dict_type
          {"messages":[[[]],null]} | body.messages.0:dict_type body.messages.1:dict_type
          {"messages":[{}]} | body.messages.0.role:missing body.messages.0.content:missing
          {"messages":[{"role":"user"}]}                           | body.messages.0.content:missing
          {"messages":[{"role":"robot","content":"x"}]}            | body.messages.0.role:literal_error
          {"messages":[{"role":"User","content":"x"}]}             | body.messages.0.role:literal_error
          {"messages":[{"role":null,"content":"x"}]}               | body.messages.0.role:literal_error
          {"messages":[{"role":["user"],"content":"x"}]}           | body.messages.0.role:literal_error
          {"messages":[{"role":"user","content":null}]}            | body.messages.0.content:string_type
          {"messages":[{"role":"user","content":["a",{"b":1}]}]}   | body.messages.0.content:string_type
          {"messages":[{"role":"user","content":"\\u0000"}]}       | body.messages.0.content:value_error
          {"messages":[{"role":"user","content":"x\\ud83d y"}]}    | body.messages.0.content:string_unicode
          {"messages":[{"role":"user","content":"x\\ud83d"}]}      | body.messages.0.content:string_unicode
          {"messages":[{"role":"user","content":"a","content":"b"}]} | body.messages.0.content:value_error
          {"messages":[{"role":"user","content":"a","role":"user"}]} | body.messages.0.role:value_error
          """)
  void wrongMessages_areNamed(String body, String expected) {
    assertThat(places(invalid(body))).containsExactly(expected.split(" "));
  }

  @Test
  void severalWrongFields_areAllNamedInTheOrderOfTheBody() {
    String body =
        "{\"temperature\":9,\"messages\":[{\"role\":\"user\",\"content\":\"ok\"},"
            + "{\"role\":\"x\",\"content\":1}],\"max_tokens\":\"1\",\"model\":7}";
    assertThat(places(invalid(body)))
        .containsExactly(
            "body.temperature:less_than_equal",
            "body.messages.1.role:literal_error",
            "body.messages.1.content:string_type",
            "body.max_tokens:int_type",
            "body.model:string_type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                | body:missing
          `  `                              | body:missing
          []                                | body:dict_type
          "messages"                        | body:dict_type
          null                              | body:dict_type
          17                                | body:dict_type
          messages=hi                       | body.0:json_invalid
          {                                 | body.1:json_invalid
          {"messages":[{"role":"user"       | body.27:json_invalid
          {"max_tokens":NaN}                | body.17:json_invalid
          {'messages':[]}                   | body.1:json_invalid
          {"messages":[],}                  | body.15:json_invalid
          {"messages":[] // no              | body.15:json_invalid
          {"messages":[{}],"x":01}          | body.22:json_invalid
          {"x":"\\q"}                       | body.7:json_invalid
          {} {}                             | body.3:json_invalid
          {}x                               | body.2:json_invalid
          {},                               | body.2:json_invalid
          """)
  void notAJsonObject_isOneError(String body, String expected) {
    List<FieldError> errors = invalid(body);
    assertThat(errors).hasSize(1);
    assertThat(places(errors)).containsExactly(expected);
    assertThat(errors.getFirst().msg()).doesNotContain("JsonReadFeature", "Source");
  }

  @Test
  void brokenJson_isShownByLineColumnAndNeighbourhood() {
    assertThat(invalid("{\n  \"messages\": [},\n}").getFirst().msg())
        .isEqualTo("The body is not valid JSON: line 2, column 16, near 'ssages\": [},\n}'");
  }

  @Test
  void brokenJson_hidesTheFieldErrorsBeforeIt() {
    assertThat(places(invalid("{\"model\":1,\"messages\":[}"))).hasSize(1);
  }

  @Test
  void controlCharacterInText_isNotJson() {
    assertThat(invalid("{\"model\":\"a\u0000b\"}").getFirst().type()).isEqualTo("json_invalid");
  }

  @Test
  void otherEncodings_areNotUtf8() {
    assertThat(invalid(("{\"model\":\"é\"," + HELLO + "}").getBytes(ISO_8859_1)).getFirst())
        .isEqualTo(
            new FieldError(List.of("body", 10), "The body is not valid UTF-8", "json_invalid"));
    assertThat(invalid(("{" + HELLO + "}").getBytes(UTF_16LE)).getFirst().type())
        .isEqualTo("json_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void nesting_isLimitedTo64LevelsAlsoWhereNobodyLooks(String open) {
    String close = open.equals("[") ? "]" : "}";
    for (String field : List.of("metadata\":{\"x", "other", "model")) {
      int own = field.startsWith("metadata") ? 2 : 1;
      String end = own == 2 ? "}" : "";
      String deepest =
          "{%s,\"%s\":%s1%s%s}"
              .formatted(HELLO, field, open.repeat(64 - own), close.repeat(64 - own), end);
      String tooDeep =
          "{%s,\"%s\":%s1%s%s}"
              .formatted(HELLO, field, open.repeat(65 - own), close.repeat(65 - own), end);
      assertThat(String.valueOf(decoder.decode(deepest.getBytes(UTF_8), false)))
          .doesNotContain("nested");
      assertThat(invalid(tooDeep))
          .containsExactly(
              new FieldError(
                  List.of("body"), "The body is nested deeper than 64 levels", "json_invalid"));
    }
  }

  @Test
  void longNumberInKnownField_isRefusedByItsLength() {
    assertThat(invalid("{" + HELLO + ",\"max_tokens\":" + "9".repeat(10_000) + "}"))
        .containsExactly(
            new FieldError(
                List.of("body", "max_tokens"),
                "Number has 10000 characters, at most 100 are allowed",
                "value_error"));
    assertThat(invalid("{" + HELLO + ",\"temperature\":0." + "1".repeat(10_000) + "}")).hasSize(1);
  }

  @Test
  void echoedValue_isCutAt100Characters() {
    String role = "x".repeat(99) + "🎉".repeat(1000);
    String msg =
        invalid("{\"messages\":[{\"role\":\"" + role + "\",\"content\":\"\"}]}").getFirst().msg();
    assertThat(msg).endsWith(", not '" + "x".repeat(99) + "…'");
  }

  @Test
  void millionFaults_giveAHundredErrorsAndOneThatSaysSo() {
    List<FieldError> errors = invalid("{\"messages\":[" + "1,".repeat(1_000_000) + "1]}");
    assertThat(errors).hasSize(FieldErrors.MAX + 1);
    assertThat(errors.getLast().loc()).containsExactly("body");
  }

  private ChatRequest valid(String body) {
    DecodeResult decodeResult = decoder.decode(body.getBytes(UTF_8), false);
    assertThat(decodeResult).isInstanceOf(DecodeResult.Valid.class);
    return ((DecodeResult.Valid) decodeResult).request();
  }

  private List<FieldError> invalid(String body) {
    return invalid(body.getBytes(UTF_8));
  }

  private List<FieldError> invalid(byte[] body) {
    DecodeResult decodeResult = decoder.decode(body, false);
    assertThat(decodeResult).isInstanceOf(DecodeResult.Invalid.class);
    return ((DecodeResult.Invalid) decodeResult).errors();
  }

  private static List<String> places(List<FieldError> errors) {
    List<String> places = new ArrayList<>();
    for (FieldError error : errors) {
      List<String> path = new ArrayList<>();
      error.loc().forEach(it -> path.add(it.toString()));
      places.add(String.join(".", path) + ":" + error.type());
    }
    return places;
  }
}
