/** The only sockets out: connections to providers, their time limits and their cancellation. */
@NullMarked
package dev.modelrouter.upstream;

import org.jspecify.annotations.NullMarked;
