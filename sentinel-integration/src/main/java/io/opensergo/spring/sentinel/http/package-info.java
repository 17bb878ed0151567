/**
 * What all HTTP hosts share: the names of resources, what counts as an error, and the
 * answer to a blocked request.
 */
@NullMarked
package io.opensergo.spring.sentinel.http;

import org.jspecify.annotations.NullMarked;
