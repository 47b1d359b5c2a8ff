/** The algorithms that decide who may go on: pure, with time and randomness as arguments. */
@NullMarked
package dev.modelrouter.policy;

import org.jspecify.annotations.NullMarked;
