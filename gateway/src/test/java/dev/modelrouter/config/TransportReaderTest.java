package dev.modelrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.wire.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportReaderTest {
  private static Settings settings(String... pairs) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return SettingsReader.read(map, Map.of(), InheritedProviders.ENTRIES);
  }

  private static TransportSettings read(String... pairs) {
    return settings(pairs).transport();
  }

  private static ProxySettings.Proxy before(String url, String... pairs) {
    return read(pairs).proxies().before(Endpoint.parse(url));
  }

  @Test
  void tls_bothFilesOrNone() {
    assertThat(read().tls()).isNull();
    assertThat(read("TLS_CERT_FILE", "/etc/tls.crt", "TLS_KEY_FILE", "tls.key").tls())
        .isEqualTo(new TlsFiles(Path.of("/etc/tls.crt"), Path.of("tls.key")));
    assertThatThrownBy(() -> read("TLS_CERT_FILE", "/etc/tls.crt"))
        .hasMessage("TLS_KEY_FILE is not set, but TLS_CERT_FILE is; allowed: both or neither");
    assertThatThrownBy(() -> read("TLS_KEY_FILE", "/etc/tls.key"))
        .hasMessage("TLS_CERT_FILE is not set, but TLS_KEY_FILE is; allowed: both or neither");
  }

  @Test
  void provider_hasItsOwnTransport() {
    TransportSettings settings =
        read(
            "GROQ_POOL_SIZE", "7",
            "GROQ_CONNECT_TIMEOUT_SECONDS", "2.5",
            "OPENAI_HTTP2", "True",
            "PROVIDER_TIMEOUT", "4");
    ProviderTransport usual = new ProviderTransport(16_384, Duration.ofSeconds(4), false);

    assertThat(settings.of("groq"))
        .isEqualTo(new ProviderTransport(7, Duration.ofMillis(2_500), false));
    assertThat(settings.of("openai"))
        .isEqualTo(new ProviderTransport(16_384, Duration.ofSeconds(4), true));
    assertThat(settings.of("ollama")).isEqualTo(usual);
    assertThat(settings.of("nobody")).isEqualTo(usual);
    assertThat(
            read(
                    "PROVIDERS", "my-own",
                    "MY_OWN_BASE_URL", "https://llm.example/v1",
                    "MY_OWN_POOL_SIZE", "3")
                .of("my-own")
                .poolSize())
        .isEqualTo(3);
    assertThat(read().of("groq").connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThatThrownBy(() -> read("GROQ_HTTP2", "yes"))
        .hasMessage("GROQ_HTTP2 is \"yes\"; allowed: true or false");
  }

  @Test
  void proxy_isThatOfTheScheme_upperCaseFirst() {
    String[] all = {"HTTPS_PROXY", "http://a:1", "HTTP_PROXY", "b:2", "https_proxy", "http://c:3/"};
    assertThat(before("https://x.example", all))
        .isEqualTo(new ProxySettings.Proxy("a", 1, null, null));
    assertThat(before("http://x.example", all))
        .isEqualTo(new ProxySettings.Proxy("b", 2, null, null));
    assertThat(before("https://x.example", "https_proxy", "http://c"))
        .isEqualTo(new ProxySettings.Proxy("c", 80, null, null));
    assertThat(before("https://x.example")).isNull();
    assertThat(before("http://x.example", "HTTPS_PROXY", "http://a:1")).isNull();
  }

  @Test
  void proxy_userAndPassword_areDecodedAndSecret() {
    Settings settings = settings("HTTPS_PROXY", "http://me:p%40ss%3Aw@[::1]:3128");

    assertThat(settings.transport().proxies().https())
        .isEqualTo(new ProxySettings.Proxy("::1", 3128, "me", new Secret("p@ss:w")));
    assertThat(settings.toString()).doesNotContain("p@ss", "p%40ss");
    assertThat(ConfiguredSecrets.of(settings))
        .contains("p@ss:w", "p%40ss%3Aw", "bWU6cEBzczp3")
        .doesNotContain("me");
    assertThat(before("https://x.example", "HTTPS_PROXY", "http://me@host:1"))
        .isEqualTo(new ProxySettings.Proxy("host", 1, "me", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:hidden@host:1",
        "socks5://me:hidden@host:1",
        "http://me:hidden@",
        "http://me:hidden@host:0",
        "http://me:hidden@host:70000",
        "http://me:hidden@host:1/path",
        "http://me:hidden@host:1?x",
        "http://me:hid^den@host:1"
      })
  void proxy_thatCannotBeUsed_stopsTheStart_withoutItsValue(String value) {
    for (String name : new String[] {"HTTPS_PROXY", "HTTP_PROXY"}) {
      assertThatThrownBy(() -> read(name, value))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith(name)
          .hasMessageEndingWith("allowed: http://[user:password@]host[:port]")
          .hasMessageNotContaining("hid");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "*,                      https://anything.example,   true",
    "example.com,            https://example.com,        true",
    "example.com,            https://API.Example.com,    true",
    "example.com,            https://notexample.com,     false",
    "example.com,            https://example.com.org,    false",
    ".example.com,           https://example.com,        false",
    ".example.com,           https://api.example.com,    true",
    "*.example.com,          https://api.example.com,    true",
    "*.example.com,          https://example.com,        false",
    "example.com:8443,       https://example.com:8443,   true",
    "example.com:8443,       https://example.com,        false",
    "example.com:443,        https://example.com,        true",
    "' a.org,, b.org '       ,https://b.org,             true",
    "a.org b.org             ,https://b.org,             true",
    "10.1.2.3,               http://10.1.2.3:9,          true",
    "10.1.2.3,               http://10.1.2.4:9,          false",
    "10.1.2.3:9,             http://10.1.2.3:9,          true",
    "10.1.2.3:9,             http://10.1.2.3:8,          false",
    "10.0.0.0/8,             http://10.200.2.3,          true",
    "10.0.0.0/8,             http://11.0.0.0,            false",
    "192.168.4.0/22,         http://192.168.7.255,       true",
    "192.168.4.0/22,         http://192.168.8.0,         false",
    "0.0.0.0/0,              http://8.8.8.8,             true",
    "fd00::/8,               http://[fd12::1],           true",
    "fd00::/8,               http://[2001:db8::1],       false",
    "[fd12::1]:80,           http://[fd12::1],           true",
    "10.0.0.0/8,             http://ten.example,         false",
    "'',                     http://localhost:11434,     true",
    "'',                     http://my.localhost,        true",
    "'',                     http://127.0.0.1:1,         true",
    "'',                     http://127.9.9.9:1,         true",
    "'',                     http://[::1]:1,             true",
    "'',                     http://localhost.example,   false",
  })
  void noProxy_entries_coverTheseEndpoints(String list, String url, boolean covered) {
    assertThat(
            before(
                    url,
                    "HTTP_PROXY",
                    "http://proxy:1",
                    "HTTPS_PROXY",
                    "http://proxy:1",
                    "NO_PROXY",
                    list)
                == null)
        .isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "10.0.0.0/x", "name/8", "host:x", "h:70000"})
  void noProxy_thatCannotBe_stopsTheStart(String list) {
    assertThatThrownBy(() -> read("NO_PROXY", "a.org," + list))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("NO_PROXY has a ");
  }
}
