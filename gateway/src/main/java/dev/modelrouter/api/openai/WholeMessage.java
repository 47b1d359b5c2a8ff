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
 * @param thoughts the thoughts one by one with their signatures; empty where none is signed
 * @param calls the tools it wants to be called, in their order
 * @param media what it made beside text, in its order
 */
record WholeMessage(
    String text, String reasoning, List<Thought> thoughts, List<Call> calls, List<Media> media) {

  /**
   * One thought.
   *
   * @param text possibly empty
   * @param seal its signature, or null
   * @param call the id of the tool call that the signature belongs to, or null
   */
  record Thought(String text, @Nullable ReasoningSignature seal, @Nullable String call) {}

  /**
   * One tool call with all its arguments.
   *
   * @param signature Gemini's, or null
   */
  record Call(String id, String name, String arguments, @Nullable ReasoningSignature signature) {}

  private static final class Growing {
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

    Call whole() {
      return new Call(id, name, arguments.toString(), signature);
    }
  }

  private static final class Fold {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder thought = new StringBuilder();
    private final List<Thought> thoughts = new ArrayList<>();
    private final List<Media> media = new ArrayList<>(0);
    private final SortedMap<Integer, Growing> calls = new TreeMap<>();
    private boolean sealed;
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
          thought.append(delta.text());
        }
        case ChatEvent.SignatureDelta given -> {
          settle(null);
          sealed = true;
          pending = given.signature();
          if (!given.signature().isOf(ReasoningSignature.GEMINI)) {
            settle(null);
          }
        }
        case ChatEvent.ToolCallDelta delta -> {
          Growing call = calls.computeIfAbsent(delta.index(), index -> new Growing());
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
        thoughts.add(new Thought(thought.toString(), pending, call));
        thought.setLength(0);
        pending = null;
      }
    }

    WholeMessage whole() {
      settle(null);
      if (!thought.isEmpty()) {
        thoughts.add(new Thought(thought.toString(), null, null));
      }
      return new WholeMessage(
          text.toString(),
          reasoning.toString(),
          sealed ? List.copyOf(thoughts) : List.of(),
          calls.values().stream().map(Growing::whole).toList(),
          media);
    }
  }

  /**
   * Puts them together.
   *
   * @throws IllegalArgumentException if there is content that has not been read
   */
  static WholeMessage of(List<ChatEvent.Content> content) {
    Fold fold = new Fold();
    content.forEach(fold::add);
    return fold.whole();
  }
}
