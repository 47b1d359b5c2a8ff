package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of an answer put together.
 *
 * @param text what the model said, possibly empty
 * @param reasoning what it thought before, possibly empty
 * @param reasoningBlocks the thoughts one by one with their signatures; empty where none is signed
 * @param assembledToolCalls the tools it wants to be called, in their order
 * @param media what it made beside text, in its order
 */
record AssembledMessage(
    String text,
    String reasoning,
    List<AssembledReasoning> reasoningBlocks,
    List<AssembledToolCall> assembledToolCalls,
    List<Media> media) {

  /**
   * One thought.
   *
   * @param text possibly empty
   * @param signature its signature, or null
   * @param call the id of the tool call that the signature belongs to, or null
   */
  record AssembledReasoning(
      String text, @Nullable ReasoningSignature signature, @Nullable String call) {}

  /**
   * One tool call with all its arguments.
   *
   * @param signature Gemini's, or null
   */
  record AssembledToolCall(
      String id, String name, String arguments, @Nullable ReasoningSignature signature) {}

  private static final class ToolCallBuilder {
    private String id = "";
    private String name = "";
    private @Nullable ReasoningSignature signature;
    private final StringBuilder arguments = new StringBuilder();

    void add(ChatEvent.ToolCallDelta delta) {
      if (delta.id() != null) {
        id = delta.id();
      }
      if (delta.name() != null) {
        name = delta.name();
      }
      arguments.append(delta.arguments());
    }

    AssembledToolCall build() {
      return new AssembledToolCall(id, name, arguments.toString(), signature);
    }
  }

  private static final class Assembler {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder reasoningText = new StringBuilder();
    private final List<AssembledReasoning> reasoningBlocks = new ArrayList<>();
    private final List<Media> media = new ArrayList<>(0);
    private final SortedMap<Integer, ToolCallBuilder> calls = new TreeMap<>();
    private boolean signed;
    private @Nullable ReasoningSignature pending;

    void add(ChatEvent.Content piece) {
      switch (piece) {
        case ChatEvent.TextDelta delta -> {
          settle(null);
          text.append(delta.text());
        }
        case ChatEvent.ReasoningDelta delta -> {
          settle(null);
          reasoning.append(delta.text());
          reasoningText.append(delta.text());
        }
        case ChatEvent.SignatureDelta given -> {
          settle(null);
          signed = true;
          pending = given.signature();
          if (!given.signature().isOf(ReasoningSignature.GEMINI)) {
            settle(null);
          }
        }
        case ChatEvent.ToolCallDelta delta -> {
          ToolCallBuilder call =
              calls.computeIfAbsent(delta.index(), index -> new ToolCallBuilder());
          call.add(delta);
          if (pending != null) {
            call.signature = pending;
            settle(call.id);
          }
        }
        case ChatEvent.MediaOutput output -> {
          settle(null);
          media.add(output.media());
        }
        case ChatEvent.OpaqueContent ignored ->
            throw new IllegalArgumentException("relayed content is written by whoever relays it");
      }
    }

    /** The signature that waited belongs to this call, or to none. */
    private void settle(@Nullable String call) {
      if (pending != null) {
        reasoningBlocks.add(new AssembledReasoning(reasoningText.toString(), pending, call));
        reasoningText.setLength(0);
        pending = null;
      }
    }

    AssembledMessage build() {
      settle(null);
      if (!reasoningText.isEmpty()) {
        reasoningBlocks.add(new AssembledReasoning(reasoningText.toString(), null, null));
      }
      return new AssembledMessage(
          text.toString(),
          reasoning.toString(),
          signed ? List.copyOf(reasoningBlocks) : List.of(),
          calls.values().stream().map(ToolCallBuilder::build).toList(),
          media);
    }
  }

  /**
   * Puts them together.
   *
   * @throws IllegalArgumentException if there is content that has not been read
   */
  static AssembledMessage of(List<ChatEvent.Content> content) {
    Assembler assembler = new Assembler();
    content.forEach(assembler::add);
    return assembler.build();
  }
}
