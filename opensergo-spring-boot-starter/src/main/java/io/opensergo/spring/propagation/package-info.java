/**
 * How a lane travels: into the application, from thread to thread, and out again.
 */
@NullMarked
package io.opensergo.spring.propagation;

import org.jspecify.annotations.NullMarked;
