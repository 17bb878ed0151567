/**
 * The stock service of the demo: Spring MVC, calls by an HTTP interface.
 */
@NullMarked
package io.opensergo.samples.fullchain.stock;

import org.jspecify.annotations.NullMarked;
