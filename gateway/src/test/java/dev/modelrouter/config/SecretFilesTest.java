package dev.modelrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.config.file.ConfigFile;
import dev.modelrouter.provider.ProviderCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that stand in files of their own. */
class SecretFilesTest {
  @TempDir private Path folder;

  private static Settings read(Map<String, String> environment, String yaml) {
    return SettingsReader.read(
        environment,
        Map.of(),
        ConfigFile.parse("m.yaml", yaml, environment::get),
        ProviderCatalogue.load());
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("secret"), text).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"the-secret", "the-secret\n", "the-secret\r\n", " the-secret \n\n"})
  void keys_areReadFromFiles_withoutTheLineBreakAtTheEnd(String text) throws IOException {
    String path = file(text);
    Settings settings =
        read(
            Map.of(
                "API_KEY_FILE", path,
                "ADMIN_KEY_FILE", path,
                "GROQ_API_KEY_FILE", path,
                "ZAI_API_KEY_FILE", path),
            "providers: {openai: {api_key_file: '" + path + "'}}\n");

    Secret secret = new Secret("the-secret");
    assertThat(settings.apiKeys()).containsExactly(new ApiKey("key", secret));
    assertThat(settings.adminKey()).isEqualTo(secret);
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.providers())
        .filteredOn(provider -> !provider.keys().isEmpty())
        .hasSize(3)
        .allSatisfy(provider -> assertThat(provider.keys()).containsExactly(secret));
    assertThat(ConfiguredSecrets.of(settings)).contains("the-secret");
  }

  @Test
  void severalKeys_standInTheLinesOfAFile() throws IOException {
    String path = file("one\ntwo,three\n");
    Settings settings = read(Map.of("API_KEY_FILE", path, "GROQ_API_KEYS_FILE", path), "");

    assertThat(settings.apiKeys())
        .extracting(key -> key.key().reveal())
        .containsExactly("one", "two", "three");
    assertThat(settings.providers().getFirst().keys()).hasSize(3);
  }

  @Test
  void urlsWithPasswords_areReadFromFiles() throws IOException {
    String redis = file("redis://:pass@cache:6379\n");
    assertThat(read(Map.of("REDIS_URL_FILE", redis), "").redisUrl())
        .isEqualTo(new Secret("redis://:pass@cache:6379"));
    String proxy = file("http://me:pass@proxy:3128\n");
    assertThat(
            read(Map.of("HTTPS_PROXY_FILE", proxy, "https_proxy", "http://other"), "")
                .transport()
                .proxies()
                .https()
                .host())
        .isEqualTo("proxy");
  }

  @Test
  void references_areFilled_withADefaultWhereThereIsNoFile() throws IOException {
    String path = file("the-secret\n");
    Settings settings =
        read(
            Map.of(),
            """
            server: {api_keys: [{name: web, key: "${file:%s}"}], app_name: "${file:/nowhere:-Name}"}
            providers: {groq: {api_key: "gsk-${file:%s}"}}
            """
                .formatted(path, path));

    assertThat(settings.apiKeys()).containsExactly(new ApiKey("web", new Secret("the-secret")));
    assertThat(settings.appName()).isEqualTo("Name");
    assertThat(settings.providers().getFirst().keys())
        .containsExactly(new Secret("gsk-the-secret"));
  }

  @Test
  void valueAndFile_togetherAreRefused_withoutTheSecret() throws IOException {
    String path = file("the-secret");
    assertThatThrownBy(
            () -> read(Map.of("GROQ_API_KEY", "other-secret", "GROQ_API_KEY_FILE", path), ""))
        .hasMessage("GROQ_API_KEY_FILE is set, and GROQ_API_KEY too; allowed: one of the two");
  }

  @ParameterizedTest
  @CsvSource({"'',is empty", "'\n',is empty", "-,cannot be read"})
  void fileThatHoldsNoSecret_isReported(String text, String problem) throws IOException {
    String path = text.equals("-") ? folder.resolve("none").toString() : file(text);
    assertThatThrownBy(() -> read(Map.of("API_KEY_FILE", path), ""))
        .hasMessage(
            "API_KEY_FILE names a file that "
                + problem
                + "; allowed: path of a readable file that holds nothing but the secret");
    assertThatThrownBy(() -> read(Map.of(), "server:\n  api_key: ${file:" + path + "}\n"))
        .hasMessage("m.yaml:2:12: the file " + path + " " + problem);
  }

  @Test
  void largeAndBinaryFiles_areRefused() throws IOException {
    String path = file("x".repeat(65_537));
    assertThatThrownBy(() -> read(Map.of("API_KEY_FILE", path), ""))
        .hasMessageContaining("is larger than 64 KiB");
    Files.write(Path.of(path), new byte[] {(byte) 0xff, 'x'});
    assertThatThrownBy(() -> read(Map.of("API_KEY_FILE", path), ""))
        .hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void everySecretSetting_hasItsFile() {
    TreeSet<String> asked = new TreeSet<>();
    Map<String, String> recording =
        new java.util.HashMap<>() {
          @Override
          public String get(Object name) {
            asked.add((String) name);
            return null;
          }
        };
    var _ = SettingsReader.read(recording, Map.of(), ProviderCatalogue.load());

    List<String> secret =
        asked.stream()
            .filter(name -> name.matches("(.*_)?(API_KEYS?|ADMIN_KEY|TOKEN)|REDIS_URL"))
            .toList();
    assertThat(secret).hasSizeGreaterThan(30);
    assertThat(asked).containsAll(secret.stream().map(name -> name + "_FILE").toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"sk-abc\"", "'sk-abc'", "sk-abc"})
  void quotesAroundAProvidersKey_areTakenOff(String value) {
    assertThat(read(Map.of("GROQ_API_KEY", value), "").providers().getFirst().keys())
        .containsExactly(new Secret("sk-abc"));
  }
}
