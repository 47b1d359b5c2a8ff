package dev.modelrouter.upstream;

/**
 * Why a call to a provider broke.
 *
 * @param sent whether the request may have reached the provider; if not it is safe to repeat
 * @param message what happened, without addresses of this machine or secrets
 */
public record UpstreamFailure(boolean sent, String message) {}
