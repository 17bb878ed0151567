/**
 * Wires the control plane in a Spring Boot application. The only package that knows
 * Spring.
 */
@NullMarked
package io.opensergo.controlplane.boot;

import org.jspecify.annotations.NullMarked;
