/** Google's Gemini through its native {@code generateContent}. */
@NullMarked
package dev.modelrouter.provider.gemini;

import org.jspecify.annotations.NullMarked;
