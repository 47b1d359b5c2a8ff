package dev.modelrouter.fake;

/** The reply that stops after its head: status 200, right headers, and no byte of body ever. */
public record HeadOnlyReply() implements Reply {}
