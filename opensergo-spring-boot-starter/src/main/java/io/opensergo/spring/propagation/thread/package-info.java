/**
 * How the context of a request gets from one thread to another: executors, schedulers and
 * circuit breakers.
 */
@NullMarked
package io.opensergo.spring.propagation.thread;

import org.jspecify.annotations.NullMarked;
