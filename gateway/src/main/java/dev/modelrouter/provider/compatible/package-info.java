/** Every provider that speaks OpenAI's chat completions, as data. */
@NullMarked
package dev.modelrouter.provider.compatible;

import org.jspecify.annotations.NullMarked;
