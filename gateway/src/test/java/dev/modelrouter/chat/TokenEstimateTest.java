package dev.modelrouter.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEstimateTest {
  private static final double A_FIFTH = 0.2;
  private static final double OTHER_SCRIPTS = 2.5;

  private static final EncodingRegistry TOKENIZERS = Encodings.newLazyEncodingRegistry();

  private static Encoding tokenizer(EncodingType type) {
    return TOKENIZERS.getEncoding(type);
  }

  @ParameterizedTest
  @EnumSource(
      value = EncodingType.class,
      names = {"O200K_BASE", "CL100K_BASE"})
  void europeanTextCodeAndJson_areOffByAtMostAFifth(EncodingType type) throws IOException {
    Encoding tokenizer = tokenizer(type);
    Path root = Path.of("..").toAbsolutePath().normalize();
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      List<Path> all =
          Stream.concat(
                  docs.filter(file -> file.toString().endsWith(".md"))
                      // Tables of figures are no language.
                      .filter(
                          file -> !file.endsWith("simulation.md") && !file.endsWith("models.md")),
                  Stream.of(
                          "README.md",
                          "README.es.md",
                          "pom.xml",
                          "gateway/src/main/resources/openapi.json",
                          "gateway/src/main/resources/providers.yaml",
                          "gateway/src/main/java/dev/modelrouter/RequestPath.java",
                          "gateway/src/main/java/dev/modelrouter/Main.java")
                      .map(root::resolve))
              .toList();
      assertThat(all).hasSizeGreaterThan(10);
      for (Path file : all) {
        String text = Files.readString(file);
        int real = tokenizer.countTokensOrdinary(text);
        assertThat((double) TokenEstimate.text(text))
            .as(file.getFileName().toString())
            .isBetween(real * (1 - A_FIFTH), real * (1 + A_FIFTH));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Модель отвечает на вопрос так, как если бы она была человеком.",
        "Το μοντέλο απαντά στην ερώτηση του χρήστη σαν να ήταν άνθρωπος.",
        "يجيب النموذج على سؤال المستخدم كما لو كان إنسانا.",
        "मॉडल उपयोगकर्ता के प्रश्न का उत्तर ऐसे देता है मानो वह मनुष्य हो।",
        "模型像人一样回答用户的问题。网关把请求转发给其中一个提供者。",
        "モデルは人間のようにユーザーの質問に答えます。",
        "모델은 마치 사람인 것처럼 사용자의 질문에 대답합니다.",
        "🎉👩‍👩‍👧😀🚀🔥🇩🇪✅ ok"
      })
  void otherScripts_areOffByAtMostTheFactorPromised(String text) {
    long estimate = TokenEstimate.text(text);
    for (EncodingType type : List.of(EncodingType.O200K_BASE, EncodingType.CL100K_BASE)) {
      double real = tokenizer(type).countTokensOrdinary(text);
      assertThat(estimate / real).as(type.name()).isBetween(1 / OTHER_SCRIPTS, OTHER_SCRIPTS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',0",
    "a,1",
    "abcdefgh,1",
    "abcdefghi,2",
    "camelCase,2",
    "HTTP,1",
    "1234,2",
    "a b,2",
    "a  b,3",
    "' ',0",
    "'a\nb',3",
    ".,1",
    "é,1",
    "漢漢漢漢漢,4",
    "🎉,3"
  })
  void text_costsWhatTheRuleSays(String text, long tokens) {
    assertThat(TokenEstimate.text(text)).isEqualTo(tokens);
  }

  @Test
  void page_tellsTheSameRule() throws IOException {
    String page = Files.readString(Path.of("../docs/translation-gemini.md"));
    String table = page.substring(page.indexOf("| what | hundredths of a token |"));
    List<Long> costs =
        table
            .lines()
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> Long.valueOf(line.replaceFirst(".*\\| (\\d+) \\|$", "$1")))
            .toList();

    assertThat(costs)
        .isEqualTo(
            Stream.of("abcdefgh", "123", "\n", " ".repeat(64), ".", "é", "漢", "🎉")
                .map(sample -> TokenEstimate.text(sample.repeat(100)))
                .toList());
  }

  @Test
  void prompt_costsAllThatIsInIt() {
    ChatRequest bare = request(List.of(new Message(Role.USER, "")), List.of(), ResponseFormat.TEXT);
    assertThat(TokenEstimate.of(bare)).isEqualTo(3 + 4);

    List<ContentPart> parts =
        List.of(
            new ContentPart.Text("word"),
            new ContentPart.Image(new Media.Inline("image/png", "AAAA"), null),
            new ContentPart.Image(new Media.Remote("https://x", null), null),
            new ContentPart.Audio(new Media.Inline("audio/wav", "A".repeat(2000))),
            new ContentPart.Document(new Media.Inline("application/pdf", "A".repeat(400)), null),
            new ContentPart.Document(new Media.Inline("text/plain", "d29yZA=="), null),
            new ContentPart.Document(new Media.Remote("file-1", null), null),
            new ContentPart.ToolCall("id", "f", "1"),
            new ContentPart.ToolResult("id", "f", "word", false),
            new ContentPart.Reasoning("word", null));
    assertThat(
            TokenEstimate.of(
                request(
                    List.of(new Message(Role.USER, parts)),
                    List.of(new Tool("f", "word", "1", null), new Tool("g", null, null, null)),
                    new ResponseFormat.Schema("s", "word", null))))
        .isEqualTo(
            3
                + 4
                + 1
                + 1000
                + 1000
                + 4
                + 11
                + 1
                + 1000
                + 2
                + 1
                + 1
                + (8 + 1 + 1 + 1)
                + (8 + 1)
                + 1);
  }

  private static ChatRequest request(
      List<Message> messages, List<Tool> tools, ResponseFormat format) {
    return new ChatRequest(
        ModelId.ANY,
        messages,
        Sampling.DEFAULT,
        tools,
        ToolChoice.AUTO,
        null,
        format,
        null,
        null,
        false,
        List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1", "{}[]();!", "\n\n\n", "日本語", "😀😀😀", "é ß", "aBcDeF"})
  void noTextHasMoreTokensThanItsLengthAllows(String text) {
    ChatRequest request =
        new ChatRequest(ModelId.ANY, List.of(new Message(Role.USER, text)), 1, 0, false);
    assertThat(TokenEstimate.atMost(request)).isGreaterThanOrEqualTo(TokenEstimate.of(request));
  }
}
