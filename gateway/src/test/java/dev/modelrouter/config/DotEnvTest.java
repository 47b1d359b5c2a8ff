package dev.modelrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {
  @Test
  void parse_wholeFile_keepsOrderAndSkipsCommentsAndBlankLines() {
    String text =
        """
        # ModelRouter
        PORT=8000

          APP_NAME = My Router \s
        export GROQ_API_KEY=gsk-1=2
        EMPTY=
        PORT=9000
        """;
    assertThat(DotEnv.parse(text))
        .containsExactly(
            entry("PORT", "9000"),
            entry("APP_NAME", "My Router"),
            entry("GROQ_API_KEY", "gsk-1=2"),
            entry("EMPTY", ""));
  }

  @Test
  void parse_windowsFile_dropsReturnsAndByteOrderMark() {
    assertThat(DotEnv.parse("\uFEFFA=1\r\nB=\"2\"\r\n\r\nC='3'"))
        .containsExactly(entry("A", "1"), entry("B", "2"), entry("C", "3"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`A=one # two`|one",
        "`A=one#two`|one#two",
        "`A= # only a comment`|``",
        "`A=\"one # two\" # three`|one # two",
        "`A='one \"two\"'`|`one \"two\"`",
        "`A=\"say \\\"hi\\\" \\\\ now\"`|`say \"hi\" \\ now`",
        "`A='it\\'s \\n'`|`it's \\n`",
        "`A=\"C:\\dir\"`|`C:\\dir`",
        "`A=\"\"`|``",
        "`A=o'clock`|o'clock",
      })
  void parse_value_isUnquoted(String line, String value) {
    assertThat(DotEnv.parse(line)).containsExactly(entry("A", value));
  }

  @Test
  void parse_doubleQuotedEscapes_becomeCharacters() {
    assertThat(DotEnv.parse("A=\"1\\n2\\t3\\r\"")).containsEntry("A", "1\n2\t3\r");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "sk-secret|has no =",
        "=sk-secret|has no variable name before its =",
        "my key=sk-secret|has no variable name before its =",
        "1A=sk-secret|has no variable name before its =",
        "`A=\"sk-secret`|has an opening quote without its closing one",
        "`A='sk-secret\\'`|has an opening quote without its closing one",
        "`A=\"sk\"-secret`|goes on after its closing quote",
      })
  void parse_brokenLine_namesItsNumberAndNotItsContent(String line, String problem) {
    assertThatThrownBy(() -> DotEnv.parse("# head\nA=1\n" + line + "\nB=2"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(".env line 3 " + problem + "; allowed: KEY=VALUE, or # and a comment");
  }

  @Test
  void read_missingFile_isEmpty(@TempDir Path directory) {
    assertThat(DotEnv.read(directory.resolve(".env"))).isEmpty();
  }

  @Test
  void read_file_isParsed(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve(".env"), "A=ñ\n");
    assertThat(DotEnv.read(file)).containsExactly(entry("A", "ñ"));
  }

  @Test
  void read_notText_saysSo(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve(".env"), new byte[] {'A', '=', (byte) 0xff});
    assertThatThrownBy(() -> DotEnv.read(file)).hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void read_directory_saysSo(@TempDir Path directory) {
    assertThatThrownBy(() -> DotEnv.read(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read");
  }
}
