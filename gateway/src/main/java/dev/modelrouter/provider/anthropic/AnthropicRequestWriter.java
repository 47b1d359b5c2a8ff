package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.provider.ChatJsonWriter;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request for {@code POST /v1/messages}. What Anthropic, or this model of it, has no words
 * for is named as dropped; so is a temperature above 1, its highest, which is sent as 1.
 */
final class AnthropicRequestWriter {
  static final String PATH = "/v1/messages";
  private static final double HOTTEST = 1;
  private static final double MIN_TOP_P_THINKING = 0.95;
  private static final double MIN_TOP_P_NEWEST = 0.99;

  private final ChatRequest request;
  private final ModelCapabilities traits;
  private final ByteBuilder out;
  private final Set<String> dropped;

  private AnthropicRequestWriter(ChatRequest request, String model) {
    this.request = request;
    this.traits = ModelCapabilities.of(model);
    this.out = ChatJsonWriter.open(request, model);
    this.dropped = new LinkedHashSet<>(request.untranslatable());
  }

  /**
   * The request as Anthropic takes it.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException if it cannot be said at all
   */
  static OutboundRequest encode(RequestAdapter fitted, String model) {
    return new AnthropicRequestWriter(fitted.request(), model).write(fitted.toolNames());
  }

  private OutboundRequest write(Map<String, String> toolNames) {
    List<AnthropicTurn> anthropicTurns = AnthropicTurns.of(request.messages(), dropped);
    ContentBlockWriter blocks = new ContentBlockWriter(out, dropped);
    blocks.write(anthropicTurns);
    out.append(']');
    system(blocks);
    ThinkingConfig thinkingConfig = ThinkingConfig.of(request, traits, anthropicTurns, dropped);
    name("max_tokens").append(Integer.toString(thinkingConfig.maxTokens()));
    thinking(thinkingConfig);
    new AnthropicTools(out, traits, dropped).write(request);
    outputConfig(thinkingConfig.level());
    sampling(request.sampling(), thinkingConfig.on());
    stop(request.sampling().stop());
    if (request.user() != null && UserId.isAccepted(request.user())) {
      name("metadata").append("{\"user_id\":").appendJson(request.user()).append('}');
    }
    missing("user", request.user() != null && !UserId.isAccepted(request.user()));
    out.append(request.stream() ? ",\"stream\":true}" : ",\"stream\":false}");
    return new OutboundRequest(PATH, out.take(), List.copyOf(dropped), toolNames);
  }

  private void system(ContentBlockWriter blocks) {
    List<ContentPart.Text> texts = new ArrayList<>();
    int systems = AnthropicTurns.systems(request.messages());
    for (int i = 0; i < systems; i++) {
      segments(request.messages().get(i), texts);
    }
    if (texts.size() == 1 && texts.getFirst().cache() == null) {
      name("system").appendJson(texts.getFirst().text());
    } else if (!texts.isEmpty()) {
      name("system");
      char before = '[';
      for (ContentPart.Text text : texts) {
        out.append(before);
        blocks.text(text);
        before = ',';
      }
      out.append(']');
    }
  }

  /** Adds the text of a message, in a piece up to each cache mark. */
  private static void segments(Message message, List<ContentPart.Text> texts) {
    StringBuilder text = new StringBuilder();
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.Text piece) {
        text.append(piece.text());
        if (piece.cache() != null && !text.toString().isBlank()) {
          texts.add(new ContentPart.Text(text.toString(), piece.cache()));
          text.setLength(0);
        }
      }
    }
    if (!text.toString().isBlank()) {
      texts.add(new ContentPart.Text(text.toString()));
    }
  }

  private void thinking(ThinkingConfig thinkingConfig) {
    if (thinkingConfig.adaptive()) {
      name("thinking").append("{\"type\":\"adaptive\",\"display\":\"summarized\"}");
    } else if (thinkingConfig.on()) {
      name("thinking").append("{\"type\":\"enabled\",\"budget_tokens\":");
      out.append(Integer.toString(thinkingConfig.budget())).append('}');
    }
  }

  private void outputConfig(@Nullable String level) {
    String schema =
        switch (request.format()) {
          case ResponseFormat.Text ignored -> null;
          // Said in words by now.
          case ResponseFormat.Json ignored -> null;
          case ResponseFormat.Schema given -> schema(given);
        };
    if (level == null && schema == null) {
      return;
    }
    name("output_config").append('{');
    if (level != null) {
      out.append("\"effort\":").appendJson(level).append(schema == null ? "" : ",");
    }
    if (schema != null) {
      out.append("\"format\":{\"type\":\"json_schema\",\"schema\":").append(schema).append('}');
    }
    out.append('}');
  }

  private String schema(ResponseFormat.Schema given) {
    AnthropicSchema.Output schema = AnthropicSchema.output(given.schema());
    missing("response_format", schema.loss());
    return schema.text();
  }

  private void sampling(Sampling sampling, boolean thinking) {
    boolean free = traits.takesSampling() && !thinking;
    boolean warm = temperature(sampling.temperature(), free);
    Double topP = sampling.topP();
    if (topP != null) {
      boolean mayBe = traits.takesSampling() && (!thinking || topP >= MIN_TOP_P_THINKING);
      if (mayBe && (!warm || traits.takesBoth())) {
        name("top_p").append(topP.toString());
      } else if (traits.takesSampling() || topP < MIN_TOP_P_NEWEST) {
        dropped.add("top_p");
      }
    }
    if (sampling.topK() != null) {
      if (free) {
        name("top_k").append(sampling.topK().toString());
      } else {
        dropped.add("top_k");
      }
    }
    missing("seed", sampling.seed() != null);
    missing("frequency_penalty", isSome(sampling.frequencyPenalty()));
    missing("presence_penalty", isSome(sampling.presencePenalty()));
  }

  /** Says whether it was written. */
  private boolean temperature(@Nullable Double temperature, boolean free) {
    if (temperature == null) {
      return false;
    }
    missing("temperature", free ? temperature > HOTTEST : temperature != HOTTEST);
    if (free) {
      name("temperature").append(Double.toString(Math.min(temperature, HOTTEST)));
    }
    return free;
  }

  private static boolean isSome(@Nullable Double penalty) {
    return penalty != null && penalty != 0;
  }

  private void missing(String name, boolean given) {
    if (given) {
      dropped.add(name);
    }
  }

  private void stop(List<String> texts) {
    String before = ",\"stop_sequences\":[";
    boolean any = false;
    for (String text : texts) {
      if (text.isBlank()) {
        dropped.add("stop");
      } else {
        out.append(before).appendJson(text);
        before = ",";
        any = true;
      }
    }
    out.append(any ? "]" : "");
  }

  private ByteBuilder name(String name) {
    return out.append(",\"").append(name).append("\":");
  }
}
