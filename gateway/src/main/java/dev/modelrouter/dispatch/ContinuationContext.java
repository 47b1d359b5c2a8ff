package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.continuation.ContinuationJoiner;

/**
 * What an attempt needs to continue another attempt's answer.
 *
 * @param request what the provider is asked
 * @param joiner what its text goes through on the way to the caller
 */
record ContinuationContext(ChatRequest request, ContinuationJoiner joiner) {}
