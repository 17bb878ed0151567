package io.opensergo.controlplane.server;

/**
 * What all streams of a server share.
 *
 * @param limits how much they may take
 * @param observer hears what they do
 * @param refusals hears of what they may not do
 */
record Supervision(ServerLimits limits, ServerObserver observer, RefusalLog refusals) {
}
