/**
 * A gateway and two services under load, while their control plane has bad days.
 */
@NullMarked
package io.opensergo.samples.chaos;

import org.jspecify.annotations.NullMarked;
