package dev.modelrouter.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds Dockerfile and docker-compose.yml to the settings and to the files there are. */
class ContainerFilesTest {
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");

  private static JsonNode gateway() throws IOException {
    String compose = Files.readString(Page.ROOT.resolve("docker-compose.yml"));
    return new YAMLMapper().readTree(compose).path("services").path("gateway");
  }

  /** A list of variables in the file would silently drop those that it lacks. */
  @Test
  void compose_passes_everyVariableOfDotEnv() throws IOException {
    JsonNode file = gateway().path("env_file").path(0);

    assertThat(file.path("path").asString()).isEqualTo(".env");
    assertThat(file.path("required").asBoolean(true)).isFalse();
  }

  /** What compose sets itself wins over .env, so it may only be what the container needs. */
  @Test
  void compose_sets_onlyWhatTheContainerNeeds() throws IOException {
    assertThat(gateway().path("environment").propertyNames())
        .containsExactlyInAnyOrder("HOST", "PORT", "REDIS_URL", "OLLAMA_BASE_URL", "ALLOW_OPEN");
  }

  @Test
  void compose_publishes_onThisMachineByDefault() throws IOException {
    assertThat(gateway().path("ports").path(0).asString())
        .isEqualTo("${PUBLISH_ADDRESS:-127.0.0.1}:${PORT:-8000}:8000");
  }

  /** Kubernetes cannot tell of a name whether it is root. */
  @Test
  void dockerfile_runsAs_aNumericUser() throws IOException {
    assertThat(Files.readAllLines(Page.ROOT.resolve("Dockerfile"))).contains("USER 10001:10001");
  }

  /** A tag can be moved to another image; a digest cannot. */
  @Test
  void images_arePinned_byDigest() throws IOException {
    List<String> images = new ArrayList<>();
    Pattern image = Pattern.compile("(?m)^(?:FROM|\\s+image:)\\s+(\\S+)");
    for (String file : List.of("Dockerfile", "docker-compose.yml")) {
      image
          .matcher(Files.readString(Page.ROOT.resolve(file)))
          .results()
          .map(found -> found.group(1))
          .filter(found -> !found.startsWith("modelrouter:"))
          .forEach(images::add);
    }

    assertThat(images).hasSizeGreaterThanOrEqualTo(3);
    assertThat(images).allMatch(found -> found.matches(".+@sha256:[0-9a-f]{64}"));
  }

  @Test
  void actions_arePinned_byCommit() throws IOException {
    List<String> actions =
        Pattern.compile("uses:\\s+(\\S+)")
            .matcher(Files.readString(Page.ROOT.resolve(".github/workflows/ci.yml")))
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(actions).hasSizeGreaterThanOrEqualTo(3);
    assertThat(actions).allMatch(found -> found.matches("[\\w/-]+@[0-9a-f]{40}"));
  }

  @Test
  void downloads_arePinned_bySha256() throws IOException {
    List<String> pins =
        Files.readAllLines(Page.ROOT.resolve("scripts/jdk.pins")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(pins).hasSizeGreaterThanOrEqualTo(6);
    assertThat(pins)
        .allMatch(pin -> pin.matches("[a-z0-9-]+ [0-9a-f]{64} https://\\S+\\.tar\\.gz"));
    assertThat(Files.readString(Page.ROOT.resolve(".mvn/wrapper/maven-wrapper.properties")))
        .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$");
  }

  private static List<String> copied() throws IOException {
    List<String> copied = new ArrayList<>();
    for (String line : Files.readAllLines(Page.ROOT.resolve("Dockerfile"))) {
      String[] words = line.split("\\s+");
      if (words[0].equals("COPY") && !words[1].startsWith("--from")) {
        copied.addAll(List.of(words).subList(1, words.length - 1));
      }
    }
    return copied;
  }

  @Test
  void dockerfile_copies_whatThereIs() throws IOException {
    List<String> copied = copied();
    List<String> allowed = Files.readAllLines(Page.ROOT.resolve(".dockerignore"));

    assertThat(copied).hasSizeGreaterThan(3);
    assertThat(copied).allSatisfy(path -> assertThat(Page.ROOT.resolve(path)).exists());
    assertThat(copied).allSatisfy(path -> assertThat(allowed).contains("!" + path));
  }

  /** Maven reads the pom.xml of every module, also of those it does not build. */
  @Test
  void dockerfile_copies_everyModule() throws IOException {
    String pom = Files.readString(Page.ROOT.resolve("pom.xml"));
    List<String> modules =
        MODULE.matcher(pom).results().map(module -> module.group(1) + "/pom.xml").toList();

    assertThat(modules).contains("gateway/pom.xml");
    assertThat(copied()).containsAll(modules);
  }
}
