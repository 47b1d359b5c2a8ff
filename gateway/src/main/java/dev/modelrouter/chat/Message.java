package dev.modelrouter.chat;

import static java.util.Objects.requireNonNull;

/**
 * One turn of a conversation.
 *
 * @param role who speaks
 * @param content the text, possibly empty; well-formed UTF-16 (no lone surrogates, no NUL)
 */
public record Message(Role role, String content) {
  public Message {
    requireNonNull(role);
    requireNonNull(content);
  }
}
