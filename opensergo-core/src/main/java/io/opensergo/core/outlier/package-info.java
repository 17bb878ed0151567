/**
 * Ejection of instances that keep failing.
 */
@NullMarked
package io.opensergo.core.outlier;

import org.jspecify.annotations.NullMarked;
