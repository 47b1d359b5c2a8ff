package dev.modelrouter;

import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.DotEnv;
import dev.modelrouter.config.SecretFiles;
import dev.modelrouter.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration again while the gateway runs, and rejects files that have lost what they
 * said: a file that is gone, empty or cut is far more often one that is being written, or a full
 * disk, than an operator's wish. Used by one thread at a time.
 */
final class ReloadedConfiguration implements Callable<Settings> {
  private static final String STAYS =
      "; the configuration in use stays, and a restart would use the files as they are";

  private final ConfigurationSources configurationSources;
  private ConfigurationTexts used;
  private volatile List<Path> secrets;

  /**
   * A configuration that was read before.
   *
   * @param used what was read then
   * @param secretFiles the files of secrets that were read then
   */
  ReloadedConfiguration(
      ConfigurationSources configurationSources, ConfigurationTexts used, SecretFiles secretFiles) {
    this.secrets = secretFiles.paths();
    this.configurationSources = configurationSources;
    this.used = used;
  }

  /**
   * Reads it. Blocks.
   *
   * @throws ConfigurationException if it cannot be used, or has lost what it said
   */
  @Override
  public Settings call() {
    ConfigurationTexts changed = configurationSources.texts();
    checkDotEnv(used.dotEnv(), changed.dotEnv());
    checkFile(used.file(), changed.file());
    SecretFiles secretFiles = new SecretFiles();
    try {
      Settings settings = configurationSources.read(changed, secretFiles);
      used = changed;
      return settings;
    } finally {
      secrets = secretFiles.paths();
    }
  }

  /** Every file that the configuration was last read from. */
  List<Path> files() {
    List<Path> all = new ArrayList<>(configurationSources.files());
    all.addAll(secrets);
    return all;
  }

  private void checkDotEnv(@Nullable String before, @Nullable String now) {
    if (before == null || DotEnv.parse(before).isEmpty()) {
      return;
    }
    if (now == null) {
      throw lost(configurationSources.dotEnv(), "is gone");
    }
    if (DotEnv.parse(now).isEmpty()) {
      throw lost(configurationSources.dotEnv(), "holds no variable any more");
    }
  }

  private void checkFile(@Nullable String before, @Nullable String now) {
    if (before == null || !saysSomething(before)) {
      return;
    }
    if (now == null) {
      throw lost(configurationSources.file(), "is gone");
    }
    if (!saysSomething(now)) {
      throw lost(configurationSources.file(), "is empty");
    }
    String key = TruncationDetector.keyWithoutValue(now);
    if (key != null) {
      throw lost(
          configurationSources.file(),
          "ends with the key '" + key + "' and no value, as a file that is half written does");
    }
  }

  private static boolean saysSomething(String yaml) {
    return yaml.lines()
        .map(String::strip)
        .anyMatch(line -> !line.isEmpty() && !line.startsWith("#") && !line.equals("---"));
  }

  private static ConfigurationException lost(Path file, String problem) {
    return new ConfigurationException(file + " " + problem + STAYS);
  }
}
