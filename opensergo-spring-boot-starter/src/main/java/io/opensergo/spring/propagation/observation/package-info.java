/**
 * The lane in metrics and traces of HTTP requests.
 */
@NullMarked
package io.opensergo.spring.propagation.observation;

import org.jspecify.annotations.NullMarked;
