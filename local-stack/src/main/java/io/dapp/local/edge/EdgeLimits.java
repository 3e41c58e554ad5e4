package io.dapp.local.edge;

import java.time.Duration;

/**
 * Bounds of the edge.
 *
 * @param body bytes of a request's body
 * @param request how long a service may take for an answer, streams aside
 * @param connectionsPerTarget open connections to one service for each of the edge's two threads
 */
public record EdgeLimits(long body, Duration request, int connectionsPerTarget) {
    public static final EdgeLimits STANDARD = new EdgeLimits(1 << 20, Duration.ofSeconds(30), 2_000);
}
