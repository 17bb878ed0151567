/**
 * Limits that all instances share: tokens from a server that counts for all, over
 * Sentinel's cluster protocol. Clients say how much a limit lets pass, so that a server
 * needs no rules.
 */
@NullMarked
package io.opensergo.spring.sentinel.cluster;

import org.jspecify.annotations.NullMarked;
