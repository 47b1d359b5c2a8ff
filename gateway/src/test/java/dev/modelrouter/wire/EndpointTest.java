package dev.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
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
        "http://localhost:11434"
      })
  void parse_usualAddress_isTaken(String url) {
    assertThat(Endpoint.parse(url).host()).isNotEmpty();
  }
}
