/**
 * Rules written for others: as OpenSergo routers without lanes, and as Istio resources.
 */
@NullMarked
package io.opensergo.controlplane.convert;

import org.jspecify.annotations.NullMarked;
