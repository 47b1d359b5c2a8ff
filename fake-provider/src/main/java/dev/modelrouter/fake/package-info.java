/**
 * A scriptable model provider over real sockets. {@link dev.modelrouter.fake.FakeProvider} is the
 * door, {@link dev.modelrouter.fake.Reply} what it can be told to do.
 *
 * <p>A request's way: {@code Listener} accepts, {@code Connection} reads, {@code ReplyPlanner} asks
 * the script for a reply and makes a {@code ReplyWriter} of it in the route's {@code Dialect}, and
 * the {@code ReplyChannel} carries it out on the wire. Two virtual threads serve a connection: one
 * reads and so notices at once when the peer leaves, one writes.
 */
@org.jspecify.annotations.NullMarked
package dev.modelrouter.fake;
