package dev.modelrouter.chat;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One turn of a conversation.
 *
 * @param role who speaks
 * @param parts what is said, in order; possibly nothing
 */
public record Message(Role role, List<ContentPart> parts) {
  public Message {
    requireNonNull(role);
    parts = List.copyOf(parts);
  }

  /** A turn of text alone. */
  public Message(Role role, String text) {
    this(role, List.of(new ContentPart.Text(text)));
  }

  /** Its text, all text parts one after another; empty when it has none. */
  public String text() {
    if (parts.size() == 1 && parts.getFirst() instanceof ContentPart.Text only) {
      return only.text();
    }
    StringBuilder all = new StringBuilder();
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.Text text) {
        all.append(text.text());
      }
    }
    return all.toString();
  }
}
