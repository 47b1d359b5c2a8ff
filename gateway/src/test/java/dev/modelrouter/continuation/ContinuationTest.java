package dev.modelrouter.continuation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the next provider is asked, and what both parts cost. */
class ContinuationTest {
  private static final Message QUESTION = new Message(Role.USER, "Count");
  private static final Sampling SAMPLING =
      new Sampling(100, 0.5, 0.9, 7, List.of("END"), 42L, 0.1, 0.2);

  private static ChatRequest request(
      List<Message> messages,
      List<Tool> tools,
      ToolChoice choice,
      ResponseFormat format,
      List<String> untranslatable) {
    return new ChatRequest(
        ModelId.ANY,
        messages,
        SAMPLING,
        tools,
        choice,
        null,
        format,
        null,
        "u",
        true,
        untranslatable);
  }

  private static ChatRequest asking(Message... messages) {
    return request(
        List.of(messages), List.of(), ToolChoice.AUTO, ResponseFormat.TEXT, List.of("seed2"));
  }

  private static Continuation after(String text) {
    return new Continuation(asking(QUESTION), text, new Usage(10, 30));
  }

  @Test
  void prefill_isTheLastMessage_withoutBlanksAtItsEnd() {
    ChatRequest next = after("one two \n").request(ContinuationMode.PREFILL);

    assertThat(next.messages()).containsExactly(QUESTION, new Message(Role.ASSISTANT, "one two"));
  }

  @Test
  void instruction_followsTheTextAsItIs() {
    List<Message> next = after("one two ").request(ContinuationMode.INSTRUCTION).messages();

    assertThat(next.subList(0, 2))
        .containsExactly(QUESTION, new Message(Role.ASSISTANT, "one two "));
    assertThat(next).hasSize(3);
    assertThat(next.getLast().role()).isEqualTo(Role.USER);
    assertThat(next.getLast().text()).contains("exactly where it stops");
  }

  @Test
  void restart_isTheCallersOwnRequest() {
    Continuation continuation = after("one two");

    assertThat(continuation.request(ContinuationMode.RESTART)).isSameAs(continuation.original());
  }

  @Test
  void theCallersOwnPrefill_continuesInTheSameMessage() {
    Continuation continuation =
        new Continuation(
            asking(QUESTION, new Message(Role.ASSISTANT, "zero ")), "one", new Usage(10, 30));

    assertThat(continuation.request(ContinuationMode.PREFILL).messages())
        .containsExactly(QUESTION, new Message(Role.ASSISTANT, "zero one"));
    assertThat(continuation.request(ContinuationMode.INSTRUCTION).messages()).hasSize(3);
  }

  @Test
  void theRestOfTheTokens_isLeftForTheSecondPart_andAllElseStays() {
    ChatRequest next = after("one").request(ContinuationMode.PREFILL);

    assertThat(next.sampling())
        .isEqualTo(new Sampling(70, 0.5, 0.9, 7, List.of("END"), 42L, 0.1, 0.2));
    assertThat(next.user()).isEqualTo("u");
    assertThat(next.stream()).isTrue();
    assertThat(next.untranslatable()).containsExactly("seed2");
    Usage all = new Usage(10, 100);
    assertThat(
            new Continuation(asking(QUESTION), "one", all)
                .request(ContinuationMode.PREFILL)
                .sampling()
                .maxTokens())
        .isOne();
  }

  @Test
  void tokensOfTheFirstPart_areJudgedByLength_whereNobodyCountedThem() {
    Continuation continuation = new Continuation(asking(QUESTION), "x".repeat(41), null);

    assertThat(continuation.request(ContinuationMode.INSTRUCTION).sampling().maxTokens())
        .isEqualTo(89);
    assertThat(continuation.usage(new Usage(30, 5))).isEqualTo(new Usage(19 + 30, 11 + 5));
    assertThat(continuation.usage(null)).isNull();
  }

  @Test
  void usage_isTheSumOfBothParts() {
    Continuation continuation = new Continuation(asking(QUESTION), "x", new Usage(10, 30, 4, 3, 2));

    assertThat(continuation.usage(new Usage(50, 60, 5, 6, 7)))
        .isEqualTo(new Usage(60, 90, 9, 9, 9));
    assertThat(continuation.usage(null)).isEqualTo(new Usage(10, 30, 4, 3, 2));
  }

  @Test
  void onlyPlainTextOfOneChoice_isContinued() {
    List<Message> messages = List.of(QUESTION);
    Tool tool = new Tool("f", null, null, null);
    ResponseFormat text = ResponseFormat.TEXT;

    assertThat(Continuation.fits(asking(QUESTION))).isTrue();
    assertThat(
            Continuation.fits(
                request(messages, List.of(tool), new ToolChoice.None(), text, List.of())))
        .isTrue();
    assertThat(
            Continuation.fits(request(messages, List.of(tool), ToolChoice.AUTO, text, List.of())))
        .isFalse();
    assertThat(
            Continuation.fits(
                request(
                    messages, List.of(), ToolChoice.AUTO, new ResponseFormat.Json(), List.of())))
        .isFalse();
    for (String binding : List.of("n", "logprobs", "modalities")) {
      assertThat(
              Continuation.fits(
                  request(messages, List.of(), ToolChoice.AUTO, text, List.of(binding))))
          .as(binding)
          .isFalse();
    }
    assertThat(
            Continuation.fits(
                asking(
                    QUESTION,
                    new Message(
                        Role.ASSISTANT, List.of(new ContentPart.ToolCall("1", "f", "{}"))))))
        .isFalse();
  }

  @Test
  void whoTakesAPrefill_isAskedSoFirst() {
    assertThat(after("one").modes(true))
        .containsExactly(
            ContinuationMode.PREFILL, ContinuationMode.INSTRUCTION, ContinuationMode.RESTART);
    assertThat(after("one").modes(false))
        .containsExactly(ContinuationMode.INSTRUCTION, ContinuationMode.RESTART);
    assertThat(after("\n").modes(true)).containsExactly(ContinuationMode.RESTART);
  }

  @Test
  void saidText_isKnown_asLongAsItIsTextAloneAndNotTooLong() {
    DeliveredText deliveredText = new DeliveredText();
    deliveredText.add("one ");
    deliveredText.add("two");
    assertThat(deliveredText.text()).isEqualTo("one two");
    deliveredText.lose();
    deliveredText.add("three");
    assertThat(deliveredText.text()).isNull();

    DeliveredText much = new DeliveredText();
    much.add("x".repeat(Continuation.MAX_CHARACTERS));
    assertThat(much.text()).hasSize(Continuation.MAX_CHARACTERS);
    much.add("x");
    assertThat(much.text()).isNull();
  }
}
