package io.opensergo.client;

import java.time.Duration;

/**
 * Figures of a link to a control plane, since its start.
 *
 * @param connected whether the stream is up
 * @param reconnects how often a stream has come up after the first one
 * @param pushes the messages with rules that have come in
 * @param rejections the messages with rules that were answered with NACK
 * @param applications how often rules were handed to the application
 * @param applyTime how long all of these took together
 */
public record ControlPlaneStatistics(boolean connected, long reconnects, long pushes, long rejections,
		long applications, Duration applyTime) {
}
