package dev.modelrouter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command explain. */
class ExplainTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("modelrouter.yaml"),
        """
        routes:
          smart:
            targets:
              - {target: groq/tools, when: {needs: tools}}
              - {target: openai/gold, when: {headers: {x-tier: gold}}}
              - groq/usual
        """);
  }

  private int explain(String... arguments) {
    said.reset();
    List<String> all = new ArrayList<>(List.of("explain"));
    all.addAll(List.of(arguments));
    PrintStream out = new PrintStream(said, true, UTF_8);
    ConfigurationSources configurationSources =
        new ConfigurationSources(
            Map.of("GROQ_API_KEY", "g", "OPENAI_API_KEY", "o"),
            folder.resolve(".env"),
            folder.resolve("modelrouter.yaml"),
            true);
    return Explain.run(all.toArray(String[]::new), configurationSources, out, out);
  }

  private String said() {
    return said.toString(UTF_8);
  }

  @Test
  void model_andHeaders() {
    assertThat(explain("--model", "smart")).isZero();
    assertThat(said())
        .contains(
            "route smart, ordered, policy ",
            "  1. groq/usual\n",
            "  out: groq/tools: needs no tools\n",
            "  out: openai/gold: header x-tier is not gold\n");

    assertThat(explain("--model", "smart", "--header", "X-Tier=gold")).isZero();
    assertThat(said()).contains("  1. openai/gold\n  2. groq/usual\n");
  }

  @Test
  void file() throws IOException {
    Path request = folder.resolve("request.json");
    Files.writeString(
        request,
        """
        {"model": "smart", "messages": [{"role": "user", "content": "Hi"}],
         "tools": [{"type": "function", "function": {"name": "f"}}]}
        """);

    assertThat(explain("--file", request.toString())).isZero();
    assertThat(said()).contains("  1. groq/tools\n  2. groq/usual\n");
  }

  @Test
  void withoutRoute_theOrder() {
    assertThat(explain("--model", "auto")).isZero();
    assertThat(said())
        .isEqualTo(
            "no route: the order is\n  groq/llama-3.3-70b-versatile\n  openai/gpt-4o-mini\n"
                + "  ollama/llama3.2:1b\n");
  }

  @Test
  void verify_saysWhetherTheChoiceIsTheSame() throws IOException {
    explain("--model", "smart");
    String policy = said().replaceFirst("(?s).*policy ([0-9a-f]+).*", "$1");
    String standing =
        "{\"model\":\"m\",\"away\":false,\"spent\":false,\"in_flight\":0,"
            + "\"first_text_millis\":-1,\"tokens_per_second\":-1,\"cost_nano_usd\":-1}";
    String record =
        """
        {"request_id":"r","at":"2026-11-24T00:00:00Z","operation":"chat","stream":false,
         "route":"smart","strategy":"ordered","policy":"%s","seed":"7",
         "asked":{"model":"smart","caller":"key","headers":{},"input_tokens":8,"output_tokens":0,
           "needs":[],"affinity":"-12"},
         "candidates":[
           {"place":2,"target":"groq/usual","in":true,"score":2,"standing":%s},
           {"place":0,"target":"groq/tools","in":false,"why":"needs no tools","score":0,
            "standing":%s},
           {"place":1,"target":"openai/gold","in":false,"why":"header x-tier is not gold",
            "score":0,"standing":%s}],
         "steps":[],"outcome":{"status":"answered","continued_from":[],"took_millis":1}}
        """
            .formatted(policy, standing, standing, standing);
    Path file = folder.resolve("record.json");
    Files.writeString(file, record);

    assertThat(explain("--verify", file.toString())).as(said()).isZero();
    assertThat(said()).startsWith("the same choice: groq/usual, ");

    Files.writeString(file, record.replace("\"needs\":[]", "\"needs\":[\"tools\"]"));
    assertThat(explain("--verify", file.toString())).isOne();
    assertThat(said()).startsWith("another choice: groq/tools, groq/usual, ");
  }

  @Test
  void wrongUse_isReported() throws IOException {
    assertThat(explain()).isEqualTo(2);
    assertThat(explain("--model")).isEqualTo(2);
    assertThat(explain("--modle", "smart")).isEqualTo(2);
    assertThat(said()).contains("unknown argument --modle");
    assertThat(explain("--file", folder.resolve("nowhere").toString())).isEqualTo(2);
    Files.writeString(folder.resolve("bad.json"), "{");
    assertThat(explain("--verify", folder.resolve("bad.json").toString())).isEqualTo(2);
  }
}
