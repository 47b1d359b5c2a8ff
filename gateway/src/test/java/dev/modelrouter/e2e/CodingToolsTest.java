package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.Call;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claude Code and Codex, as their npm packages ship them, run a command that a model of each
 * provider asks for. {@code scripts/try-coding-tools.sh} fetches them and says where they are.
 */
@EnabledIfSystemProperty(named = CodingToolsTest.WHERE, matches = ".+")
class CodingToolsTest {
  static final String WHERE = "modelrouter.coding-tools";

  private static final String COMMAND = "echo moon-$((40+1))";
  private static final String RESULT = "moon-41";
  private static final long LIMIT_SECONDS = 120;

  /** How each tool calls its shell, best first. */
  private static final List<Call> SHELLS =
      List.of(
          new Call("Bash", "{\"command\":\"" + COMMAND + "\",\"description\":\"Ask the moon\"}"),
          new Call("exec_command", "{\"cmd\":\"" + COMMAND + "\"}"),
          new Call("shell_command", "{\"command\":\"" + COMMAND + "\"}"),
          new Call("shell", "{\"command\":[\"bash\",\"-c\",\"" + COMMAND + "\"]}"));

  private final FakeProvider provider = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("DEEPSEEK_API_KEY", "d")
          .set("DEEPSEEK_BASE_URL", provider.baseUrl())
          .ollama(provider.baseUrl())
          .set("GEMINI_API_KEY", "g")
          .set("GEMINI_BASE_URL", provider.baseUrl())
          .set("ANTHROPIC_API_KEY", "a")
          .set("ANTHROPIC_BASE_URL", provider.baseUrl())
          .set("FIRST_CHUNK_TIMEOUT", 10)
          .set("PROVIDER_TIMEOUT", 10)
          .start();

  @TempDir Path home;

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  /** A model that asks for the command once, and then tells what came of it. */
  private static Reply model(RecordedRequest request) {
    String body = request.bodyText();
    if (body.contains(RESULT)) {
      return Reply.text("The moon says ", RESULT, ".");
    }
    Answer quiet = Reply.text("Fine.");
    return SHELLS.stream()
        .filter(shell -> body.contains("\"name\":\"" + shell.name() + "\""))
        .findFirst()
        .<Reply>map(shell -> Reply.text("I ask.").calling(shell))
        .orElse(quiet);
  }

  private String run(Map<String, String> variables, List<String> arguments)
      throws IOException, InterruptedException {
    Path tools = Path.of(System.getProperty(WHERE)).toAbsolutePath();
    Path out = home.resolve("out");
    Path work = Files.createDirectories(home.resolve("work"));
    ProcessBuilder process = new ProcessBuilder(new ArrayList<>(arguments));
    process.command().set(0, tools.resolve("node_modules/.bin/" + arguments.getFirst()).toString());
    process.directory(work.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
    process.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    process.environment().put("HOME", home.toString());
    process.environment().keySet().removeIf(name -> name.toLowerCase().endsWith("_proxy"));
    process.environment().putAll(variables);
    Process running = process.start();
    try {
      boolean ended = running.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String said = Files.readString(out, StandardCharsets.UTF_8);
      assertThat(ended).as(said).isTrue();
      assertThat(running.exitValue()).as(said).isZero();
      return said;
    } finally {
      running.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void claudeCode(String model) throws IOException, InterruptedException {
    provider.replyBy(CodingToolsTest::model);

    String said =
        run(
            Map.of(
                "ANTHROPIC_BASE_URL",
                "http://127.0.0.1:" + gateway.port(),
                "ANTHROPIC_AUTH_TOKEN",
                GatewayUnderTest.KEY,
                "ANTHROPIC_SMALL_FAST_MODEL",
                model,
                "CLAUDE_CONFIG_DIR",
                home.toString(),
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                "1"),
            List.of("claude", "-p", "Ask the moon", "--model", model, "--allowedTools", "Bash"));

    assertThat(said).contains("The moon says " + RESULT);
    assertThat(provider.chatRequests()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void codex(String model) throws IOException, InterruptedException {
    provider.replyBy(CodingToolsTest::model);
    String address = "http://127.0.0.1:" + gateway.port() + "/v1";

    String said =
        run(
            Map.of("MODELROUTER_KEY", GatewayUnderTest.KEY, "CODEX_HOME", home.toString()),
            List.of(
                "codex",
                "exec",
                "--skip-git-repo-check",
                "--sandbox",
                "danger-full-access",
                "-c",
                "model_provider=\"modelrouter\"",
                "-c",
                "model_providers.modelrouter={name=\"ModelRouter\",base_url=\""
                    + address
                    + "\",env_key=\"MODELROUTER_KEY\",wire_api=\"responses\"}",
                "-m",
                model,
                "Ask the moon"));

    assertThat(said).contains("The moon says " + RESULT);
    assertThat(provider.chatRequests()).hasSizeGreaterThanOrEqualTo(2);
  }
}
