/**
 * Lanes on messages of the RocketMQ client, in and out.
 */
@NullMarked
package io.opensergo.spring.propagation.rocketmq;

import org.jspecify.annotations.NullMarked;
