/** A scriptable model provider. */
@org.jspecify.annotations.NullMarked
package dev.modelrouter.fake;
