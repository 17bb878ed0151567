/**
 * Protection of calls with OpenFeign.
 */
@NullMarked
package io.opensergo.spring.sentinel.feign;

import org.jspecify.annotations.NullMarked;
