/**
 * Compiled matchers with Envoy's semantics, one implementation for every input.
 */
@NullMarked
package io.opensergo.core.match;

import org.jspecify.annotations.NullMarked;
