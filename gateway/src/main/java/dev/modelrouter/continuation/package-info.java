/** Going on at one provider with an answer that another left half said: pure, memory bounded. */
@NullMarked
package dev.modelrouter.continuation;

import org.jspecify.annotations.NullMarked;
