/**
 * Benchmarks of the request path: each measures both sides in one run.
 */
@NullMarked
package io.opensergo.spring.benchmarks;

import org.jspecify.annotations.NullMarked;
