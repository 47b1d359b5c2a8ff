/** What the nodes of one gateway share: cooldowns, rate windows, stream slots. */
@NullMarked
package dev.modelrouter.state;

import org.jspecify.annotations.NullMarked;
