/** What both sides of the gateway, callers and providers, do to their sockets. */
@NullMarked
package dev.modelrouter.socket;

import org.jspecify.annotations.NullMarked;
