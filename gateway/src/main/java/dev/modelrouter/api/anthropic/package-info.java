/** Anthropic's Messages API for callers. */
@NullMarked
package dev.modelrouter.api.anthropic;

import org.jspecify.annotations.NullMarked;
