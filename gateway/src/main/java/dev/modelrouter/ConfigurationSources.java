package dev.modelrouter;

import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.DotEnv;
import dev.modelrouter.config.SecretFiles;
import dev.modelrouter.config.Settings;
import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.config.file.ConfigFile;
import dev.modelrouter.provider.ProviderCatalogue;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the settings of this process come from: its environment, {@code .env}, and {@code
 * modelrouter.yaml}, or the file that {@code MODELROUTER_CONFIG} names.
 *
 * @param environment the process's variables
 * @param dotEnv the file of variables; need not be there
 * @param file the file of routes
 * @param named whether somebody named it, so that it must be there
 */
record ConfigurationSources(
    Map<String, String> environment, Path dotEnv, Path file, boolean named) {
  private static final String VARIABLE = "MODELROUTER_CONFIG";
  private static final String DEFAULT = "modelrouter.yaml";

  /** The configuration of a process with these variables. */
  static ConfigurationSources of(Map<String, String> environment, Path dotEnv) {
    String name = environment.get(VARIABLE);
    return name == null || name.isBlank()
        ? new ConfigurationSources(environment, dotEnv, Path.of(DEFAULT), false)
        : new ConfigurationSources(environment, dotEnv, Path.of(name), true);
  }

  /** The same with another file. */
  ConfigurationSources with(Path other) {
    return new ConfigurationSources(environment, dotEnv, other, true);
  }

  /**
   * Reads all of it.
   *
   * @throws ConfigurationException if something cannot be used
   */
  Settings read() {
    return read(texts());
  }

  /**
   * The texts of its files as they are now. Blocks.
   *
   * @throws ConfigurationException if one cannot be read
   */
  ConfigurationTexts texts() {
    return new ConfigurationTexts(DotEnv.text(dotEnv), text());
  }

  /**
   * Makes settings of texts that were read before.
   *
   * @throws ConfigurationException if something cannot be used
   */
  Settings read(ConfigurationTexts texts) {
    return read(texts, new SecretFiles());
  }

  /**
   * The same with a reader of secrets' files, which knows afterwards which they were.
   *
   * @throws ConfigurationException if something cannot be used
   */
  Settings read(ConfigurationTexts texts, SecretFiles secretFiles) {
    List<String> problems = new ArrayList<>();
    String lines = texts.dotEnv();
    Map<String, String> variables = lines == null ? Map.of() : DotEnv.parse(lines, problems::add);
    String text = texts.file();
    if (text != null && text.isBlank() && Files.isRegularFile(file)) {
      problems.add(file + " is empty; allowed: YAML, or no file at all");
    }
    ConfigFile parsed =
        text == null
            ? ConfigFile.none()
            : ConfigFile.parse(
                String.valueOf(file),
                text,
                name -> {
                  String value = environment.get(name);
                  return value == null || value.isBlank() ? variables.get(name) : value;
                },
                secretFiles);
    try {
      Settings settings =
          SettingsReader.read(
              environment, variables, parsed, ProviderCatalogue.load(), secretFiles);
      if (problems.isEmpty()) {
        return settings;
      }
    } catch (ConfigurationException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    throw ConfigurationException.all(problems);
  }

  /** The files that may change, but for those of secrets. */
  List<Path> files() {
    return List.of(dotEnv, file);
  }

  private @Nullable String text() {
    if (!named && Files.notExists(file)) {
      return null;
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ConfigurationException(file + " is not UTF-8 text; allowed: YAML");
    } catch (IOException e) {
      if (Files.isDirectory(file)) {
        throw new ConfigurationException(
            file
                + " is a directory; allowed: a file. A container engine makes a directory where the"
                + " file to be mounted does not exist");
      }
      throw new ConfigurationException(
          file
              + " cannot be read; allowed: a readable file"
              + (named ? ", which " + VARIABLE + " or an argument names" : ", or no file at all"));
    }
  }
}
