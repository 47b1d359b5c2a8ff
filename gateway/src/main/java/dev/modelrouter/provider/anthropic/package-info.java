/** Anthropic's Messages API. */
@NullMarked
package dev.modelrouter.provider.anthropic;

import org.jspecify.annotations.NullMarked;
