package dev.modelrouter.routing;

import dev.modelrouter.provider.Provider;

/**
 * One way to a provider that has several: a key of its own, at one of its addresses.
 *
 * @param id its name where cooldowns are kept; not a secret
 * @param provider the provider, asked that way
 */
public record Deployment(String id, Provider provider) {}
