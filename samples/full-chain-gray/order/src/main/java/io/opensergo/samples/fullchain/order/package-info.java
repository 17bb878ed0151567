/**
 * The order service of the demo: Spring MVC, calls by OpenFeign.
 */
@NullMarked
package io.opensergo.samples.fullchain.order;

import org.jspecify.annotations.NullMarked;
