/** Callers who speak Ollama's dialect ({@code /api/chat}, {@code /api/tags} …). */
@NullMarked
package dev.modelrouter.api.ollama;

import org.jspecify.annotations.NullMarked;
