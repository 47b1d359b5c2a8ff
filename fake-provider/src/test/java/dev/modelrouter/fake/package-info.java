@org.jspecify.annotations.NullMarked
package dev.modelrouter.fake;
