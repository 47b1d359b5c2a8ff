/** The answer of last resort, when nothing is configured. */
@NullMarked
package dev.modelrouter.provider.demo;

import org.jspecify.annotations.NullMarked;
