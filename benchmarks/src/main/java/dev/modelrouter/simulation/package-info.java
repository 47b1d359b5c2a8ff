/**
 * What the gateway's policies do together, played through in virtual time: no sockets, no threads
 * of its own in a run, and the same figures for the same seed.
 */
@NullMarked
package dev.modelrouter.simulation;

import org.jspecify.annotations.NullMarked;
