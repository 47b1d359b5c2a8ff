/** OpenAI's Responses API towards callers, for targets that speak another dialect. */
@NullMarked
package dev.modelrouter.api.responses;

import org.jspecify.annotations.NullMarked;
