/**
 * Lanes on messages of Spring Cloud Stream, in and out.
 */
@NullMarked
package io.opensergo.spring.propagation.stream;

import org.jspecify.annotations.NullMarked;
