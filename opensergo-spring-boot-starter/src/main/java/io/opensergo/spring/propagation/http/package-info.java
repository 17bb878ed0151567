/**
 * How a lane gets onto the requests of HTTP clients that nothing else reaches, and how it
 * is kept from hosts that may not see it.
 */
@NullMarked
package io.opensergo.spring.propagation.http;

import org.jspecify.annotations.NullMarked;
