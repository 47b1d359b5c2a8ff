package dev.modelrouter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.SecretFiles;
import dev.modelrouter.config.Settings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When files that change are read, and which of them are put to use; the looks are the test's. */
class ConfigReloaderTest {
  private static final String PROVIDERS =
      "providers:\n  acme: {base_url: 'http://acme:1/v1', api_key: secret-of-acme}\n";
  private static final String BEFORE = PROVIDERS + "routes:\n  smart: [acme/before]\n";
  private static final String AFTER = PROVIDERS + "routes:\n  smart: [acme/after]\n";

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<Settings> used = new ArrayList<>();
  private long nanos;
  private Path dotEnv;
  private Path file;
  private ConfigReloader configReloader;
  private long modified = 1_000;
  private Runnable whileReading = () -> {};

  @BeforeEach
  void start() throws IOException {
    dotEnv = folder.resolve(".env");
    file = folder.resolve("modelrouter.yaml");
    write(dotEnv, "APP_NAME=Before\n");
    write(file, BEFORE);
    start(file);
  }

  private void start(Path yaml) {
    ConfigurationSources configurationSources =
        new ConfigurationSources(Map.of(), dotEnv, yaml, true);
    List<FileState> asRead = new ArrayList<>(FileState.of(configurationSources.files()));
    ConfigurationTexts texts = configurationSources.texts();
    SecretFiles secretFiles = new SecretFiles();
    Settings settings = configurationSources.read(texts, secretFiles);
    ReloadedConfiguration reloaded =
        new ReloadedConfiguration(configurationSources, texts, secretFiles);
    asRead.addAll(FileState.of(secretFiles.paths()));
    configReloader =
        new ConfigReloader(
            vertx,
            () -> {
              Settings read = reloaded.call();
              whileReading.run();
              return read;
            },
            () -> nanos,
            settings,
            used::add);
    configReloader.readsFrom(reloaded::files, asRead);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Writes a file, at a time of its own. */
  private void write(Path path, String text) throws IOException {
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.fromMillis(modified++));
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      configReloader.look();
      nanos += Duration.ofSeconds(1).toNanos();
    }
  }

  private List<String> models() {
    return used.stream()
        .map(settings -> settings.routes().getFirst().route().targets().getFirst().model())
        .toList();
  }

  @Test
  void look_changedFile_isUsedWhenTwoLooksSeeTheSame() throws IOException {
    look(3);
    write(file, AFTER);
    look(1);
    assertThat(used).as("it may still be written").isEmpty();
    look(1);
    assertThat(models()).containsExactly("after");
    look(20);
    assertThat(models()).as("once").hasSize(1);
    assertThat(configReloader.counts().applied()).isOne();
    assertThat(configReloader.counts().unchanged()).isZero();
  }

  @Test
  void look_fileThatGrows_isReadWhenItGrowsNoMore() throws IOException {
    write(file, "");
    look(1);
    for (int i = 1; i <= AFTER.length(); i++) {
      write(file, AFTER.substring(0, i));
      look(1);
    }
    assertThat(used).isEmpty();
    assertThat(configReloader.counts().refused()).isZero();
    look(1);
    assertThat(models()).containsExactly("after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        PROVIDERS + "routes:\n",
        PROVIDERS + "routes:\n  smart:\n",
        "providers:\n  acme:\n",
        "providers:\n",
        "server: {port: 8000}\n",
        "providers: {acme: {base_url: 'http://ac",
        "routes: {smart: []}\n"
      })
  void look_lostOrCutFile_isRefusedForGood(String text) throws IOException {
    write(file, text);
    look(60);

    assertThat(used).isEmpty();
    assertThat(configReloader.counts().refused()).as("told once").isOne();
    assertThat(configReloader.counts().current()).isFalse();

    write(file, BEFORE);
    look(2);
    assertThat(configReloader.counts().current()).isTrue();
    assertThat(configReloader.counts().applied()).isZero();
  }

  @Test
  void look_fileThatIsGone_isRefused_andUsedWhenItIsBack() throws IOException {
    Files.delete(file);
    look(60);
    assertThat(used).isEmpty();
    assertThat(configReloader.counts().refused()).isOne();

    write(file, AFTER);
    look(2);
    assertThat(models()).containsExactly("after");
  }

  @ParameterizedTest
  @CsvSource({"''", "'# nothing\n'", "'\n'"})
  void look_emptyDotEnv_isRefused(String text) throws IOException {
    write(dotEnv, text);
    look(60);
    assertThat(configReloader.counts().refused()).isOne();
    Files.delete(dotEnv);
    look(60);
    assertThat(configReloader.counts().refused()).isEqualTo(2);
    assertThat(used).isEmpty();
  }

  /** The stamp of a file does not change with its permissions. */
  @Test
  void settled_fileThatMayBeReadAgain_isReadAgain() {
    List<FileState> closed = List.of(new FileState(null, false));
    List<FileState> open = List.of(new FileState(null, true));
    FileChangeDebouncer settling = new FileChangeDebouncer(closed);

    assertThat(settling.settled(open, 0)).isFalse();
    assertThat(settling.settled(open, 1)).isTrue();
    settling.read(open);
    assertThat(settling.settled(open, 2)).isFalse();
    assertThat(FileState.of(List.of(file, folder.resolve("none"))))
        .extracting(FileState::readable)
        .containsExactly(true, false);
  }

  @Test
  void look_directoryInPlaceOfTheFile_isRefused() throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
    look(60);
    assertThat(used).isEmpty();
    assertThat(configReloader.counts().refused()).isOne();
  }

  @Test
  void look_fileWithoutWhatIsInUse_waitsUntilItHasStayedForLonger() throws IOException {
    write(file, PROVIDERS);
    look(10);
    assertThat(used).as("the rest may come").isEmpty();
    assertThat(configReloader.waitingFor()).containsExactly("route smart");
    assertThat(configReloader.counts().current()).isFalse();
    assertThat(configReloader.counts().refused()).isZero();

    write(file, AFTER);
    look(2);
    assertThat(models()).containsExactly("after");
    assertThat(configReloader.waitingFor()).isEmpty();

    write(file, PROVIDERS);
    look(12);
    assertThat(used).hasSize(2);
    assertThat(used.getLast().routes()).isEmpty();
    assertThat(configReloader.counts().current()).isTrue();
  }

  @Test
  void look_fileThatEndsWithinALine_waitsUntilItHasStayedForLonger() throws IOException {
    write(file, PROVIDERS + "routes:\n  smart:\n    - acme/aft");
    look(10);
    assertThat(used).isEmpty();
    write(file, PROVIDERS + "routes:\n  smart:\n    - acme/after\n");
    look(2);
    assertThat(models()).containsExactly("after");
  }

  @Test
  void look_fileWhoseLastLineWasNeverEnded_isUsedAtOnce() throws IOException {
    write(file, PROVIDERS + "routes:\n  smart:\n    - acme/before");
    start(file);
    write(file, PROVIDERS + "routes:\n  smart:\n    - acme/after");
    look(2);
    assertThat(models()).containsExactly("after");
  }

  @Test
  void look_fileWrittenWhileItIsRead_isReadAgain() throws IOException {
    write(file, BEFORE.replace("before", "torn"));
    List<String> writes = new ArrayList<>(List.of("torn2", "torn3", "after"));
    whileReading =
        () -> {
          if (!writes.isEmpty()) {
            writeUnchecked(BEFORE.replace("before", writes.removeFirst()));
          }
        };
    look(20);
    assertThat(models()).containsExactly("after");
  }

  @Test
  void now_fileWrittenWhileItIsRead_isReadAgain() throws Exception {
    write(file, BEFORE.replace("before", "torn"));
    List<String> writes = new ArrayList<>(List.of("after"));
    whileReading =
        () -> {
          if (!writes.isEmpty()) {
            writeUnchecked(BEFORE.replace("before", writes.removeFirst()));
          }
        };
    now();
    assertThat(models()).containsExactly("after");
  }

  private void writeUnchecked(String text) {
    try {
      write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void look_renamedFile_isUsed() throws IOException {
    Path other = folder.resolve("new.yaml");
    write(other, AFTER);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    look(2);
    assertThat(models()).containsExactly("after");
  }

  /** As Kubernetes replaces the files of a ConfigMap. */
  @Test
  void look_swappedLink_isUsed_thoughSizeAndDateAreTheSame() throws IOException {
    Path one = Files.createDirectory(folder.resolve("..1"));
    Path two = Files.createDirectory(folder.resolve("..2"));
    Files.writeString(one.resolve("m.yaml"), BEFORE.replace("before", "first"));
    Files.writeString(two.resolve("m.yaml"), BEFORE.replace("before", "other"));
    for (Path each : List.of(one, two)) {
      Files.setLastModifiedTime(each.resolve("m.yaml"), FileTime.fromMillis(5_000));
    }
    Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    start(
        Files.createSymbolicLink(
            folder.resolve("mounted.yaml"), Path.of("..data").resolve("m.yaml")));

    Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    look(2);

    assertThat(models()).containsExactly("other");
  }

  @Test
  void now_refusesWhatTheWatchRefuses_andUsesTheRestAtOnce() throws Exception {
    write(file, "");
    assertThatThrownBy(this::now).hasRootCauseInstanceOf(ConfigurationException.class);
    write(file, AFTER);
    now();
    assertThat(models()).containsExactly("after");
    look(20);
    assertThat(configReloader.counts().applied()).as("the watch knows that it was read").isOne();
    assertThat(configReloader.counts().unchanged()).isZero();
  }

  private void now() throws Exception {
    var _ =
        configReloader.now().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void look_changedSecretFile_isRead_andRefusedWhileItIsEmpty() throws IOException {
    Path secret = folder.resolve("acme-key");
    write(secret, "first-key\n");
    write(file, AFTER.replace("secret-of-acme", "'${file:" + secret + "}'"));
    look(2);
    assertThat(keys()).containsExactly("first-key");

    look(10);
    assertThat(configReloader.counts().unchanged()).as("nothing has changed").isZero();
    write(secret, "");
    look(10);
    assertThat(keys()).containsExactly("first-key");
    assertThat(configReloader.counts().refused()).isOne();

    write(secret, "second-key");
    look(2);
    assertThat(keys()).containsExactly("first-key", "second-key");
    assertThat(configReloader.counts().current()).isTrue();
  }

  private List<String> keys() {
    return used.stream()
        .map(settings -> settings.providers().getFirst().keys().getFirst().reveal())
        .toList();
  }

  @Test
  void start_emptyFile_isRefused() throws IOException {
    write(file, " \n");
    assertThatThrownBy(() -> new ConfigurationSources(Map.of(), dotEnv, file, false).read())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + " is empty; allowed: YAML, or no file at all");
  }
}
