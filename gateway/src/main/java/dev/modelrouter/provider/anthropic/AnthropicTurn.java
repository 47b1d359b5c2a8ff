package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ContentPart;
import java.util.List;

/**
 * What one side says until the other speaks: one message of Anthropic's.
 *
 * @param assistant whether the model speaks
 * @param parts what is said, never nothing
 */
record AnthropicTurn(boolean assistant, List<ContentPart> parts) {
  AnthropicTurn {
    parts = List.copyOf(parts);
  }
}
