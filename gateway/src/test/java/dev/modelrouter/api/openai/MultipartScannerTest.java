package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.UntranslatableRequestException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartScannerTest {
  private static final String FILE =
      "--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n"
          + "Content-Type: audio/wav\r\n\r\nRIFF\r\n--b\r\r\n--b\0\r\n-\r\n";
  private static final String MODEL =
      "--b1\r\ncontent-disposition:form-data;name=model\r\n\r\n%s\r\n";
  private static final String END = "--b1--\r\nepilogue --b1";

  /** Puts together what comes out, with the model's value in angle brackets. */
  private static final class Recording implements MultipartScanner.Output {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final List<String> models = new ArrayList<>();

    @Override
    public void bytes(byte[] bytes, int from, int to) {
      all.write(bytes, from, to - from);
    }

    @Override
    public void model(String value) {
      models.add(value);
      all.writeBytes("<>".getBytes(ISO_8859_1));
    }

    String text() {
      return all.toString(ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void model_isTakenOut_andAllElsePasses_atEveryCut(int order) {
    String model = MODEL.formatted("whisper-1");
    String form = order == 0 ? model + FILE + END : FILE + model + END;
    byte[] bytes = form.getBytes(ISO_8859_1);

    for (int cut = 0; cut <= bytes.length; cut++) {
      Recording out = new Recording();
      MultipartScanner scanner = new MultipartScanner("b1", out);
      scanner.feed(Arrays.copyOfRange(bytes, 0, cut));
      scanner.feed(Arrays.copyOfRange(bytes, cut, bytes.length));

      assertThat(scanner.isComplete()).isTrue();
      assertThat(out.models).containsExactly("whisper-1");
      assertThat(out.text()).isEqualTo(form.replace("whisper-1", "<>"));
    }
  }

  @Test
  void oneByteAtATime_isTheSame() {
    String form = "preamble\r\n" + FILE + MODEL.formatted("") + END;
    Recording out = new Recording();
    MultipartScanner scanner = new MultipartScanner("b1", out);

    for (byte b : form.getBytes(ISO_8859_1)) {
      scanner.feed(new byte[] {b});
    }

    assertThat(out.models).containsExactly("");
    assertThat(out.text()).isEqualTo("preamble\r\n" + FILE + MODEL.formatted("<>") + END);
  }

  @Test
  void cutForm_isNotWhole() {
    MultipartScanner scanner = new MultipartScanner("b1", new Recording());

    scanner.feed((FILE + "--b1").getBytes(ISO_8859_1));

    assertThat(scanner.isComplete()).isFalse();
  }

  @Test
  void modelTwice_isRefused() {
    MultipartScanner scanner = new MultipartScanner("b1", new Recording());
    byte[] form = (MODEL.formatted("a") + MODEL.formatted("b") + END).getBytes(ISO_8859_1);

    assertThatThrownBy(() -> scanner.feed(form))
        .isInstanceOf(UntranslatableRequestException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void endlessHeadsAndNames_areRefused() {
    MultipartScanner head = new MultipartScanner("b1", new Recording());
    MultipartScanner name = new MultipartScanner("b1", new Recording());

    assertThatThrownBy(() -> head.feed(("--b1\r\nX: " + "a".repeat(9000)).getBytes(ISO_8859_1)))
        .isInstanceOf(UntranslatableRequestException.class);
    assertThatThrownBy(() -> name.feed(MODEL.formatted("m".repeat(600)).getBytes(ISO_8859_1)))
        .isInstanceOf(UntranslatableRequestException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/form-data; boundary=abc|abc",
        "Multipart/Form-Data;charset=utf-8; Boundary=\"a b\"|a b",
        "multipart/form-data; boundary=a-b_c'1; x=y|a-b_c'1",
        "multipart/form-data|",
        "multipart/mixed; boundary=abc|",
        "application/json|"
      })
  void boundary_isFound(String contentType, String boundary) {
    assertThat(MultipartScanner.boundary(contentType)).isEqualTo(boundary);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "a\r\nx: y", "a\tb"})
  void model_withControlCharacters_isRefused(String model) {
    MultipartScanner scanner = new MultipartScanner("b1", new Recording());

    assertThatThrownBy(() -> scanner.feed((MODEL.formatted(model) + END).getBytes(ISO_8859_1)))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class,
            e -> assertThat(e.parameter()).isEqualTo("model"));
  }
}
