package dev.modelrouter.upstream;

import dev.modelrouter.chat.ErrorCode;

/**
 * Why a call to a provider broke.
 *
 * @param code {@link ErrorCode#CONNECTION_ERROR}, or {@link ErrorCode#INVALID_RESPONSE} where the
 *     bytes came but make no sense
 * @param sent whether the request may have reached the provider; if not it is safe to repeat
 * @param message what happened, without addresses of this machine or secrets
 */
public record UpstreamFailure(ErrorCode code, boolean sent, String message) {}
