package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.ContinuationNotice;
import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.api.PartialToolCall;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One streamed chat completion on its way to the caller: turns what a provider of another dialect
 * said into {@code chat.completion.chunk} events and keeps their bytes until they are taken. One
 * instance a stream; confined to one thread.
 *
 * <p>The forms are those that all official clients accept: the first chunk has the role; id, time
 * and model are the same on all; tool calls have their number, and their id, type and name in the
 * first piece only; the usage comes on a chunk of its own behind the finish, without choices; no
 * chunk has a field {@code error}. Thoughts are {@code reasoning_content}, which is no field of
 * OpenAI's own, but the one that clients know; with their signatures they are {@code
 * reasoning_details} too, and Gemini's signature of a call is in its {@code extra_content}. The
 * call of a custom tool comes in one piece.
 */
public final class OpenAiStreamWriter implements StreamWriter {
  private static final byte[] ROLE = ascii("\"role\":\"assistant\",");
  private static final byte[] TEXT = ascii("\"content\":");
  private static final byte[] NO_TEXT = ascii("\"content\":null,");
  private static final byte[] REASONING = ascii("\"reasoning_content\":");
  private static final byte[] DETAILS = ascii("\"reasoning_details\":[");
  private static final byte[] DONE = ascii("data: [DONE]\n\n");

  private final ByteBuilder out = new ByteBuilder(512);
  private final byte[] head;
  private final byte[] tail;
  private final String id;
  private final long created;
  private final boolean usageWanted;

  /** How many pictures have been written. */
  private int images;

  private final Set<String> customTools;

  /** The calls of custom tools so far, by their number. */
  private final Map<Integer, PartialToolCall> customCalls = new LinkedHashMap<>(0);

  private boolean started;
  private boolean ended;

  /** A signature of Gemini's that belongs to the call that may follow. */
  private @Nullable ReasoningSignature pending;

  /** Whether a thought has been written whose signature may follow. */
  private boolean thinking;

  /** The number of the thought at hand among those of this answer. */
  private int reasoningIndex;

  /**
   * A stream of which nothing has been written.
   *
   * @param id tells this answer from all others; behind {@code chatcmpl-}
   * @param created when the answer began, seconds since 1970
   * @param model the model that answers
   * @param usageWanted whether the caller asked for the usage at the end
   */
  public OpenAiStreamWriter(String id, long created, String model, boolean usageWanted) {
    this(id, created, model, usageWanted, Set.of());
  }

  /**
   * The same for a caller with custom tools.
   *
   * @param customTools their names
   */
  OpenAiStreamWriter(
      String id, long created, String model, boolean usageWanted, Set<String> customTools) {
    this("chatcmpl-" + id, created, model, usageWanted, false, customTools);
  }

  private OpenAiStreamWriter(
      String id,
      long created,
      String model,
      boolean usageWanted,
      boolean started,
      Set<String> customTools) {
    this.customTools = customTools;
    this.id = id;
    this.created = created;
    this.usageWanted = usageWanted;
    this.started = started;
    out.append("data: {\"id\":")
        .appendJson(id)
        .append(",\"object\":\"chat.completion.chunk\",\"created\":")
        .append(Long.toString(created))
        .append(",\"model\":")
        .appendJson(model)
        .append(",\"choices\":[");
    this.head = out.take();
    this.tail = ascii(usageWanted ? ",\"usage\":null}\n\n" : "}\n\n");
  }

  /**
   * A writer that goes on with a stream of a provider's own chunks: their id, time and model stay.
   *
   * @param opening the first bytes of that stream
   * @return null if there is no whole chunk in them that names itself
   */
  static @Nullable OpenAiStreamWriter following(
      byte[] opening, boolean usageWanted, Set<String> customTools) {
    ChunkEnvelope head = ChunkEnvelope.find(opening);
    return head == null
        ? null
        : new OpenAiStreamWriter(
            head.id(), head.created(), head.model(), usageWanted, true, customTools);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  @Override
  public void content(ChatEvent.Content piece) {
    requireOpen();
    switch (piece) {
      case ChatEvent.TextDelta delta -> {
        settle();
        open();
        out.append(TEXT).appendJson(delta.text());
      }
      case ChatEvent.ReasoningDelta delta -> {
        settle();
        openWithoutText();
        out.append(REASONING).appendJson(delta.text()).append(',').append(DETAILS);
        ReasoningDetails.text(out, delta.text(), reasoningIndex);
        out.append(']');
        thinking = true;
      }
      case ChatEvent.SignatureDelta sealed -> {
        settle();
        if (sealed.signature().isOf(ReasoningSignature.GEMINI)) {
          // It belongs to what follows; of a call the caller must know it.
          pending = sealed.signature();
          return;
        }
        signature(sealed.signature(), null);
      }
      case ChatEvent.ToolCallDelta delta -> {
        if (custom(delta)) {
          return;
        }
        openWithoutText();
        call(delta);
      }
      case ChatEvent.MediaOutput output -> {
        settle();
        if (!MediaJson.takes(output.media())) {
          return;
        }
        openWithoutText();
        media(output.media());
      }
      case ChatEvent.OpaqueContent ignored ->
          throw new IllegalArgumentException("relayed content is written by whoever relays it");
    }
    close(null);
  }

  /** Writes the signature that was kept for a call, if there is one and no call came. */
  private void settle() {
    ReasoningSignature kept = pending;
    if (kept != null) {
      pending = null;
      signature(kept, null);
      close(null);
    }
  }

  private void signature(ReasoningSignature signature, @Nullable String call) {
    openWithoutText();
    detail(signature, call);
  }

  private void detail(ReasoningSignature signature, @Nullable String call) {
    if (thinking && !signature.isOf(ReasoningSignature.ANTHROPIC)) {
      reasoningIndex++;
    }
    out.append(DETAILS);
    ReasoningDetails.signature(out, signature, null, call, reasoningIndex);
    out.append(']');
    reasoningIndex++;
    thinking = false;
  }

  @Override
  public void continuedBy(String provider) {
    requireOpen();
    ContinuationNotice.comment(out, provider);
  }

  /** Why the model stopped, the usage where it is wanted and known, the end mark. */
  @Override
  public void done(CompletionSummary completionSummary) {
    done(completionSummary.finish(), completionSummary.usage());
  }

  /** An event with an error, and no end mark. */
  @Override
  public void failed(GatewayError error) {
    requireOpen();
    ended = true;
    out.append("event: error\ndata: ");
    OpenAiErrorWriter.append(out, error, null).append("\n\n");
  }

  void done(FinishReason reason, @Nullable Usage usage) {
    requireOpen();
    settle();
    customCalls.values().forEach(this::custom);
    ended = true;
    if (started) {
      out.append(head).append("{\"index\":0,\"delta\":{");
    } else {
      open();
      out.append("\"content\":\"\"");
    }
    close(OpenAiFinishReasonWriter.of(reason));
    if (usageWanted && usage != null) {
      out.append(head).append("],\"usage\":");
      OpenAiUsageWriter.append(out, usage);
      out.append("}\n\n");
    }
    out.append(DONE);
  }

  @Override
  public int size() {
    return out.size();
  }

  @Override
  public byte[] take() {
    return out.take();
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has already ended");
    }
  }

  private void open() {
    out.append(head).append("{\"index\":0,\"delta\":{");
    if (!started) {
      started = true;
      out.append(ROLE);
    }
  }

  private void openWithoutText() {
    boolean first = !started;
    open();
    if (first) {
      out.append(NO_TEXT);
    }
  }

  /** Keeps a piece of a custom tool's call; its text is told when it is whole. */
  private boolean custom(ChatEvent.ToolCallDelta delta) {
    if (customTools.isEmpty()) {
      return false;
    }
    PartialToolCall known = customCalls.get(delta.index());
    String name = delta.name();
    if (known == null) {
      if (name == null || !customTools.contains(name)) {
        return false;
      }
      String id = delta.id() == null ? "" : delta.id();
      signature(id);
      known = new PartialToolCall(delta.index(), id, name, null);
      customCalls.put(delta.index(), known);
    }
    known.add(delta.arguments());
    return true;
  }

  private void signature(String call) {
    ReasoningSignature kept = pending;
    if (kept != null) {
      pending = null;
      signature(kept, call);
      close(null);
    }
  }

  private void custom(PartialToolCall call) {
    openWithoutText();
    out.append("\"tool_calls\":[{\"index\":").append(Integer.toString(call.index));
    out.append(",\"id\":").appendJson(call.id).append(",\"type\":\"custom\"");
    out.append(",\"custom\":{\"name\":").appendJson(call.name);
    out.append(",\"input\":").appendJson(CustomToolAdapter.unwrap(call.arguments())).append("}}]");
    close(null);
  }

  private void media(Media media) {
    if (MediaJson.isSound(media)) {
      MediaJson.sound(out.append("\"audio\":"), media, id, created);
    } else {
      MediaJson.image(out.append("\"images\":["), media, images);
      out.append(']');
      images++;
    }
  }

  private void call(ChatEvent.ToolCallDelta delta) {
    ReasoningSignature kept = pending;
    pending = null;
    if (kept != null && delta.id() != null) {
      detail(kept, delta.id());
      out.append(',');
    }
    out.append("\"tool_calls\":[{\"index\":").append(Integer.toString(delta.index()));
    if (delta.id() != null) {
      out.append(",\"id\":").appendJson(delta.id()).append(",\"type\":\"function\"");
    }
    if (kept != null) {
      out.append(",\"extra_content\":{\"google\":{\"thought_signature\":");
      out.appendJson(kept.value()).append("}}");
    }
    out.append(",\"function\":{");
    if (delta.name() != null) {
      out.append("\"name\":").appendJson(delta.name()).append(',');
    }
    out.append("\"arguments\":").appendJson(delta.arguments()).append("}}]");
  }

  private void close(@Nullable String finish) {
    out.append("},\"logprobs\":null,\"finish_reason\":");
    if (finish == null) {
      out.append("null}]");
    } else {
      out.append('"').append(finish).append("\"}]");
    }
    out.append(tail);
  }
}
