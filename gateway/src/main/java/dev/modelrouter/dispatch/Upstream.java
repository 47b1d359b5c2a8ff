package dev.modelrouter.dispatch;

import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.upstream.UpstreamCall;
import dev.modelrouter.upstream.UpstreamListener;
import dev.modelrouter.wire.OutboundRequest;

/** Sends requests to providers over HTTP. */
interface Upstream {

  /** Sends one request; {@code listener} hears the rest, perhaps before this returns. */
  UpstreamCall send(HttpProvider provider, OutboundRequest request, UpstreamListener listener);
}
