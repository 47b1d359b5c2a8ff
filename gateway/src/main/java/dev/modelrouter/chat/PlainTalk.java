package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * A conversation of texts alone, without tools and without a schema for the answer: that, and how
 * much there is of it, is all that most routes have to know.
 *
 * @param bytes all of it is no longer than this, in characters
 * @param maxTokens most tokens of the answer; null where nobody said
 */
public record PlainTalk(int bytes, @Nullable Integer maxTokens) {}
