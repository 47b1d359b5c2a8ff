package dev.modelrouter.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds Dockerfile and docker-compose.yml to the settings and to the files there are. */
class ContainerFilesTest {
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");
  private static final Pattern VARIABLE = Pattern.compile("(?m)^#?([A-Za-z0-9_]+)=");

  private static JsonNode gateway() throws IOException {
    String compose = Files.readString(Page.ROOT.resolve("docker-compose.yml"));
    return new YAMLMapper().readTree(compose).path("services").path("gateway");
  }

  @Test
  void compose_handsOn_everyVariableOfTheExample() throws IOException {
    JsonNode environment = gateway().path("environment");
    TreeSet<String> known = new TreeSet<>(environment.propertyNames());
    TreeSet<String> example = new TreeSet<>();
    VARIABLE
        .matcher(Files.readString(Page.ROOT.resolve(".env.example")))
        .results()
        .forEach(variable -> example.add(variable.group(1)));

    assertThat(example).contains("GROQ_API_KEY", "API_KEY");
    assertThat(known).containsAll(example);
    for (String name : example) {
      if (!List.of("HOST", "PORT", "REDIS_URL").contains(name)) {
        assertThat(environment.path(name).asString()).startsWith("${" + name + ":-");
      }
    }
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
