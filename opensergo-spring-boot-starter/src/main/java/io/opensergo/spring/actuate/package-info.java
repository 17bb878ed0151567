/**
 * What operators see: the endpoint, health and counts.
 */
@NullMarked
package io.opensergo.spring.actuate;

import org.jspecify.annotations.NullMarked;
