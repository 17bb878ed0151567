/**
 * Lanes on messages of Spring AMQP, in and out.
 */
@NullMarked
package io.opensergo.spring.propagation.rabbit;

import org.jspecify.annotations.NullMarked;
