/** OpenAI's dialect towards callers. */
@NullMarked
package dev.modelrouter.api.openai;

import org.jspecify.annotations.NullMarked;
