/**
 * Instances of a service split by subset and lane, once per list and rule version.
 */
@NullMarked
package io.opensergo.core.workload;

import org.jspecify.annotations.NullMarked;
