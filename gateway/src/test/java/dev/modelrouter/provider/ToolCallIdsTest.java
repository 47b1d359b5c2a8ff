package dev.modelrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallIdsTest {
  private final ToolCallIds ids = new ToolCallIds(new IdentifierRule(64, null, null, null));

  @Test
  void idUsedInTwoTurns_isTwoIds_eachWithItsResult() {
    assertThat(ids.call("c")).isEqualTo("c");
    assertThat(ids.result("c")).isEqualTo("c");
    assertThat(ids.call("c")).isEqualTo("c_2");
    assertThat(ids.result("c")).isEqualTo("c_2");
  }

  @Test
  void idUsedTwiceInOneTurn_isTwoIds_andResultsComeInTheirOrder() {
    assertThat(List.of(ids.call("c"), ids.call("c"))).containsExactly("c", "c_2");
    assertThat(List.of(ids.result("c"), ids.result("c"))).containsExactly("c", "c_2");
  }

  @Test
  void conversation_inWhichNothingIsToBeChanged_isTheSameInstance() {
    List<Message> messages =
        List.of(
            new Message(Role.USER, "hi"),
            new Message(Role.ASSISTANT, List.of(new ContentPart.ToolCall("c", "f", "{}"))),
            new Message(Role.TOOL, List.of(new ContentPart.ToolResult("c", "f", "r", false))));

    assertThat(ids.messages(messages)).isSameAs(messages);
  }
}
