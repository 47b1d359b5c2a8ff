/** Ollama's native API. */
@NullMarked
package dev.modelrouter.provider.ollama;

import org.jspecify.annotations.NullMarked;
