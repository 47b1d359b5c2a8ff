package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.ToolCall;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Claude Code, Codex and Gemini CLI, as their npm packages ship them, run a command that a model of
 * each provider asks for. {@code scripts/try-coding-tools.sh} fetches them and says where they are.
 */
@EnabledIfSystemProperty(named = CodingToolsTest.WHERE, matches = ".+")
class CodingToolsTest {
  static final String WHERE = "modelrouter.coding-tools";

  private static final String COMMAND = "printf moon-%d 41";
  private static final String RESULT = "moon-41";
  private static final long LIMIT_SECONDS = 120;

  /** How each tool calls its shell, best first. */
  private static final List<ToolCall> SHELLS =
      List.of(
          new ToolCall(
              "Bash", "{\"command\":\"" + COMMAND + "\",\"description\":\"Ask the moon\"}"),
          new ToolCall("exec_command", "{\"cmd\":\"" + COMMAND + "\"}"),
          new ToolCall("run_shell_command", "{\"command\":\"" + COMMAND + "\"}"),
          new ToolCall("shell_command", "{\"command\":\"" + COMMAND + "\"}"),
          new ToolCall("shell", "{\"command\":[\"bash\",\"-c\",\"" + COMMAND + "\"]}"));

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

  private String claude(String model) throws IOException, InterruptedException {
    return run(
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
  }

  private String gemini(String model) throws IOException, InterruptedException {
    Path settings = Files.createDirectories(home.resolve(".gemini")).resolve("settings.json");
    Files.writeString(settings, "{\"security\":{\"auth\":{\"selectedType\":\"gemini-api-key\"}}}");
    return run(
        Map.of(
            "GOOGLE_GEMINI_BASE_URL",
            "http://127.0.0.1:" + gateway.port(),
            "GEMINI_API_KEY",
            GatewayUnderTest.KEY,
            "GEMINI_CLI_TRUST_WORKSPACE",
            "true"),
        List.of("gemini", "-m", model, "--yolo", "-p", "Ask the moon"));
  }

  private String codexExec(String model) throws IOException, InterruptedException {
    String address = "http://127.0.0.1:" + gateway.port() + "/v1";

    return run(
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
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void claudeCode(String model) throws IOException, InterruptedException {
    provider.replyBy(CodingToolsTest::model);

    String said = claude(model);

    assertThat(said).contains("The moon says " + RESULT);
    assertThat(provider.chatRequests()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void geminiCli(String model) throws IOException, InterruptedException {
    provider.replyBy(CodingToolsTest::model);

    String said = gemini(model);

    assertThat(said).contains("The moon says " + RESULT);
    assertThat(provider.chatRequests()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void codex(String model) throws IOException, InterruptedException {
    provider.replyBy(CodingToolsTest::model);
    String said = codexExec(model);

    assertThat(said).contains("The moon says " + RESULT);
    assertThat(provider.chatRequests()).hasSizeGreaterThanOrEqualTo(2);
  }

  /**
   * How a provider streams a thought and then a call, and what it must get back with the result.
   */
  private enum Thinker {
    ANTHROPIC(
        "anthropic/claude-haiku-4-5",
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant",\
        "model":"claude-haiku-4-5","content":[],"stop_reason":null,"stop_sequence":null,\
        "usage":{"input_tokens":9,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,\
        "content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,\
        "delta":{"type":"thinking_delta","thinking":"The moon knows."}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,\
        "delta":{"type":"signature_delta","signature":"bW9vbg=="}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,\
        "content_block":{"type":"tool_use","id":"toolu_1","name":"%s","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,\
        "delta":{"type":"input_json_delta","partial_json":%s}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},\
        "usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}

        """,
        "\"signature\":\"bW9vbg==\""),
    GEMINI(
        "gemini/gemini-3-pro",
        """
        data: {"candidates":[{"content":{"role":"model","parts":[\
        {"text":"The moon knows.","thought":true}]}}]}

        data: {"candidates":[{"content":{"role":"model","parts":[\
        {"functionCall":{"name":"%s","args":%.0s%s},"thoughtSignature":"bW9vbg=="}]},\
        "finishReason":"STOP"}],\
        "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":9,"totalTokenCount":18}}

        """,
        "\"thoughtSignature\":\"bW9vbg==\""),
    DEEPSEEK(
        "deepseek/m",
        """
        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[\
        {"index":0,"delta":{"role":"assistant","reasoning_content":"The moon knows."}}]}

        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[\
        {"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function",\
        "function":{"name":"%s","arguments":%s}}]},"finish_reason":null}]}

        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[\
        {"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: [DONE]

        """,
        "\"reasoning_content\":\"The moon knows.\"");

    private final String model;
    private final String stream;
    private final String comesBack;

    Thinker(String model, String stream, String comesBack) {
      this.model = model;
      this.stream = stream;
      this.comesBack = comesBack;
    }

    Reply asks(ToolCall shell) {
      String quoted = JsonMapper.shared().writeValueAsString(shell.arguments());
      return Reply.rawStream(stream.formatted(shell.name(), quoted, shell.arguments()), 61);
    }
  }

  /**
   * Without its thought a provider refuses the call, or thinks again from the start. Gemini CLI
   * keeps seals only, and no thought's text, so nothing comes back to DeepSeek by it.
   */
  @ParameterizedTest
  @CsvSource({
    "claude, ANTHROPIC",
    "claude, GEMINI",
    "claude, DEEPSEEK",
    "codex, ANTHROPIC",
    "codex, GEMINI",
    "codex, DEEPSEEK",
    "gemini, ANTHROPIC",
    "gemini, GEMINI"
  })
  void aReasoning_comesBackToItsMaker_withTheResultOfItsCall(String tool, Thinker thinker)
      throws IOException, InterruptedException {
    provider.replyBy(
        request ->
            request.bodyText().contains(RESULT)
                ? model(request)
                : SHELLS.stream()
                    .filter(each -> request.bodyText().contains("\"name\":\"" + each.name() + "\""))
                    .findFirst()
                    .map(thinker::asks)
                    .orElseGet(() -> Reply.text("Fine.")));

    String said =
        switch (tool) {
          case "claude" -> claude(thinker.model);
          case "codex" -> codexExec(thinker.model);
          default -> gemini(thinker.model);
        };

    assertThat(said).contains("The moon says " + RESULT);
    assertThat(provider.chatRequests().getLast().bodyText()).contains(thinker.comesBack);
  }
}
