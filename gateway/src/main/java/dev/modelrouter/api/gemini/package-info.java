/** Google's Gemini API towards callers. */
@NullMarked
package dev.modelrouter.api.gemini;

import org.jspecify.annotations.NullMarked;
