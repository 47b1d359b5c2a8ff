package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one streamed answer and puts the callers' names of tools back into its events.
 *
 * @param decoder of the provider's dialect
 * @param names the names to put back
 */
public record RestoringDecoder(StreamDecoder decoder, ToolNameRestorer names)
    implements StreamDecoder {
  @Override
  public void feed(byte[] bytes, int offset, int length, Consumer<? super ChatEvent> out) {
    decoder.feed(bytes, offset, length, names.events(out));
  }

  @Override
  public void end(Consumer<? super ChatEvent> out) {
    decoder.end(names.events(out));
  }

  @Override
  public long heldBytes() {
    return decoder.heldBytes();
  }

  @Override
  public long relayedTokens() {
    return decoder.relayedTokens();
  }

  @Override
  public @Nullable String relayedText() {
    return decoder.relayedText();
  }
}
