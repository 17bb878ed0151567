/**
 * Protection of calls with RestClient and RestTemplate, HTTP interfaces on them included.
 */
@NullMarked
package io.opensergo.spring.sentinel.client;

import org.jspecify.annotations.NullMarked;
