package dev.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254",
        "http://169.254.169.254/latest",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://metadata.google.internal/v1",
        "http://METADATA.google.internal./v1"
      })
  void parse_metadataAddress_isRefused(String url) {
    assertThatThrownBy(() -> Endpoint.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:11434",
        "http://10.0.0.1/v1",
        "http://[fd00::1]/v1",
        "https://api.groq.com/openai/v1",
        "http://localhost:11434",
        "http://my_llm:8000/v1",
        "http://_x.y_z/v1",
        "HTTP://LLM:1/",
        "http://llm:65535/chat"
      })
  void parse_usualAddress_isTaken(String url) {
    assertThat(Endpoint.parse(url).host()).isNotEmpty();
  }

  @Test
  void parse_addresses_giveHostPortAndPath() {
    assertThat(Endpoint.parse("http://[::1]:8000/v1/"))
        .isEqualTo(new Endpoint(false, "::1", 8000, "/v1"));
    assertThat(Endpoint.parse("https://[2001:db8::1]").urlHost()).isEqualTo("[2001:db8::1]");
    assertThat(Endpoint.parse("http://my_llm:8000/v1"))
        .isEqualTo(new Endpoint(false, "my_llm", 8000, "/v1"));
    assertThat(Endpoint.parse("https://llm").port()).isEqualTo(443);
  }

  @ParameterizedTest
  @CsvSource({
    "http://llm:0/v1, port",
    "http://llm:65536/v1, port",
    "http://llm:99999/v1, port",
    "http://[::1]:99999/v1, port",
    "http://llm:-1/v1, port",
    "http://llm:x/v1, port",
    "http://llm/v1/chat/completions, /chat/completions",
    "http://llm/v1/chat/completions/, /chat/completions",
    "http://llm/v1/messages, /v1/messages",
    "http://u:p@llm/v1, credentials",
    "http://u:p@my_llm/v1, credentials",
    "http://llm/v1?a=b, query",
    "http:///v1, host",
    "http://a$b/v1, host",
    "http://[::1/v1, URL",
    "ftp://llm, http://"
  })
  void parse_wrongAddress_isRefusedWithItsFault(String url, String fault) {
    assertThatThrownBy(() -> Endpoint.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }
}
