/** The algorithms that decide who may go on: pure, with time as an argument. */
@NullMarked
package dev.modelrouter.policy;

import org.jspecify.annotations.NullMarked;
