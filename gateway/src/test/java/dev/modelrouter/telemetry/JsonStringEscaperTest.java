package dev.modelrouter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonStringEscaperTest {
  @Test
  void append_anyCharacter_readsBackTheSame() {
    StringBuilder text = new StringBuilder();
    for (char c = 0; c < 0x3000; c++) {
      text.append(c);
    }
    text.append("plain tail 😀");
    StringBuilder out = new StringBuilder("\"");
    JsonStringEscaper.append(out, text.toString());
    String read = JsonMapper.shared().readValue(out.append('"').toString(), String.class);
    assertThat(read).isEqualTo(text.toString());
  }

  @Test
  void append_controlsAndLineSeparators_areEscaped() {
    StringBuilder out = new StringBuilder();
    JsonStringEscaper.append(out, "a\"\\\n\r\t\u0000\u001b\u007f\u009b\u2028ñ");
    assertThat(out.toString()).isEqualTo("a\\\"\\\\\\n\\r\\t\\u0000\\u001b\\u007f\\u009b\\u2028ñ");
  }
}
