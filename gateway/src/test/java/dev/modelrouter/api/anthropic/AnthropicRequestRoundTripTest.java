package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.conformance.Conversations;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.CompactJson;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.JsonObjectText;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests that the other side writes in Anthropic's dialect, this side reads as the same. */
class AnthropicRequestRoundTripTest {
  private static final String EMPTY = "(empty)";

  /** One that takes temperature and top_p together, thoughts by number, and no strict tools. */
  private static final String MODEL = "claude-3-5-haiku";

  private static final int DEFAULT_TOKENS = 8_192;
  private static final HttpProvider ANTHROPIC =
      ProviderCatalogue.load().stream()
          .filter(entry -> entry.id().equals("anthropic"))
          .map(
              entry ->
                  ProviderRegistry.create(
                      entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
          .findFirst()
          .orElseThrow();

  @Test
  void request_writtenForAnthropic_isReadAsTheSame() {
    int read = 0;
    for (int seed = 0; seed < 800; seed++) {
      ChatRequest request = thoughtful(seed, new Conversations(seed).request(), null);
      OutboundRequest sent;
      try {
        sent = ANTHROPIC.encode(request, MODEL);
      } catch (UntranslatableRequestException e) {
        continue;
      }
      MessagesEnvelope head = MessagesEnvelope.read(sent.body());
      assertThat(head.model()).isEqualTo(MODEL);
      assertThat(head.stream()).isEqualTo(request.stream());
      assertThat(AnthropicRequestReader.read(sent.body(), request.model(), request.stream()))
          .as("seed %d", seed)
          .isEqualTo(asAnthropicSaysIt(request));
      read++;
    }
    assertThat(read).isGreaterThan(200);
  }

  /** Where Anthropic would refuse to think, that is named. */
  @Test
  void tokensOfReasoning_areReadAsTheSame_orNamed() {
    int read = 0;
    for (int seed = 0; seed < 400; seed++) {
      ReasoningEffort reasoningEffort = ReasoningEffort.of(1_024 + seed);
      ChatRequest request = thoughtful(seed, new Conversations(seed).request(), reasoningEffort);
      OutboundRequest sent;
      try {
        sent = ANTHROPIC.encode(request, MODEL);
      } catch (UntranslatableRequestException e) {
        continue;
      }
      ChatRequest back = AnthropicRequestReader.read(sent.body(), ModelId.ANY, false);
      assertThat(back.reasoningEffort())
          .as("seed %d", seed)
          .isEqualTo(sent.dropped().contains("reasoning_effort") ? null : reasoningEffort);
      read += back.reasoningEffort() == null ? 0 : 1;
    }
    assertThat(read).isGreaterThan(40);
  }

  /** With thoughts that Anthropic sealed before some answers, and this effort. */
  private static ChatRequest thoughtful(
      long seed, ChatRequest request, @Nullable ReasoningEffort reasoningEffort) {
    Random random = new Random(seed);
    List<Message> messages = new ArrayList<>();
    for (Message message : request.messages()) {
      List<ContentPart> parts = new ArrayList<>();
      if (message.role() == Role.ASSISTANT && random.nextBoolean()) {
        parts.add(
            new ContentPart.Reasoning(
                "hm\n", new ReasoningSignature(ReasoningSignature.ANTHROPIC, "c2ln")));
        parts.add(
            new ContentPart.Reasoning(
                "", new ReasoningSignature(ReasoningSignature.ANTHROPIC_REDACTED, "cmVk")));
      }
      parts.addAll(message.parts());
      messages.add(new Message(message.role(), parts));
    }
    Sampling sampling = request.sampling();
    return new ChatRequest(
        request.model(),
        messages,
        reasoningEffort == null
            ? new Sampling(
                sampling.maxTokens(),
                sampling.temperature(),
                sampling.topP(),
                random.nextBoolean() ? null : 1 + random.nextInt(50),
                sampling.stop(),
                sampling.seed(),
                sampling.frequencyPenalty(),
                sampling.presencePenalty())
            : new Sampling(4_096, null, null, null, List.of(), null, null, null),
        request.tools(),
        request.toolChoice(),
        request.parallelTools(),
        request.format(),
        reasoningEffort,
        request.user(),
        request.stream(),
        List.of());
  }

  /** The same but for what Anthropic's dialect has no place for. */
  private static ChatRequest asAnthropicSaysIt(ChatRequest request) {
    Sampling all = request.sampling();
    Double temperature = all.temperature();
    List<Tool> tools = tools(request);
    ToolChoice choice =
        tools.isEmpty() || !request.tools().isEmpty()
            ? request.toolChoice()
            : new ToolChoice.None();
    boolean oneAtATime =
        Boolean.FALSE.equals(request.parallelTools()) && !(choice instanceof ToolChoice.None);
    return new ChatRequest(
        request.model(),
        instructed(request),
        new Sampling(
            all.maxTokens() == null ? DEFAULT_TOKENS : all.maxTokens(),
            temperature == null ? null : Math.min(temperature, 1),
            all.topP(),
            all.topK(),
            all.stop(),
            null,
            null,
            null),
        tools,
        choice,
        oneAtATime ? false : null,
        request.format() instanceof ResponseFormat.Schema schema
            ? new ResponseFormat.Schema("response", schema.schema(), true)
            : ResponseFormat.TEXT,
        null,
        request.user(),
        request.stream(),
        List.of());
  }

  /** Anthropic has no field for JSON without a schema, so that it is said in words. */
  private static List<Message> instructed(ChatRequest request) {
    List<Message> messages = messages(request.messages());
    if (request.format() instanceof ResponseFormat.Json) {
      messages.set(
          0,
          new Message(
              Role.SYSTEM,
              messages.getFirst().text()
                  + "\n\nAnswer with a single JSON object and nothing else."));
    }
    return messages;
  }

  /** Whoever has called a tool must have had one. */
  private static List<Tool> tools(ChatRequest request) {
    Set<String> called = new LinkedHashSet<>();
    for (Message message : request.messages()) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.ToolCall call) {
          called.add(call.name());
        }
      }
    }
    return request.tools().isEmpty()
        ? called.stream().map(name -> plain(new Tool(name, null, null, null))).toList()
        : request.tools().stream().map(AnthropicRequestRoundTripTest::plain).toList();
  }

  private static Tool plain(Tool tool) {
    String schema = tool.parameters();
    return new Tool(
        tool.name(),
        tool.description(),
        schema == null
            ? "{\"type\":\"object\",\"properties\":{}}"
            : schema.contains("type") ? schema : schema.replace("{", "{\"type\":\"object\","),
        null);
  }

  /** All results of one turn in one message; nobody says nothing. */
  private static List<Message> messages(List<Message> messages) {
    List<Message> all = new ArrayList<>();
    for (Message message : messages) {
      List<ContentPart> parts = new ArrayList<>();
      message.parts().forEach(part -> parts.addAll(plain(part)));
      if (message.role() == Role.TOOL && all.getLast().role() == Role.TOOL) {
        parts.addAll(0, all.removeLast().parts());
      }
      boolean thoughtOnly = parts.stream().allMatch(ContentPart.Reasoning.class::isInstance);
      boolean afterResults = !all.isEmpty() && all.getLast().role() == Role.TOOL;
      if (thoughtOnly && message.role() != Role.SYSTEM && !afterResults) {
        parts.add(new ContentPart.Text(EMPTY));
      }
      if (!parts.isEmpty()) {
        all.add(new Message(message.role(), parts));
      }
    }
    return all;
  }

  private static List<ContentPart> plain(ContentPart part) {
    return switch (part) {
      case ContentPart.Text text -> text.text().isEmpty() ? List.of() : List.of(text);
      case ContentPart.Image image -> List.of(new ContentPart.Image(image.media(), null));
      case ContentPart.ToolCall call ->
          List.of(new ContentPart.ToolCall(call.id(), call.name(), object(call.arguments())));
      case ContentPart.ToolResult result ->
          List.of(
              new ContentPart.ToolResult(result.callId(), null, result.text(), result.failed()));
      default -> List.of(part);
    };
  }

  private static String object(String arguments) {
    ByteBuilder out = new ByteBuilder(64);
    JsonObjectText.append(out, arguments);
    return CompactJson.of(new String(out.take(), UTF_8));
  }
}
