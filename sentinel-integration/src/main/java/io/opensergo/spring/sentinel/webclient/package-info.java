/**
 * Protection of calls with WebClient, HTTP interfaces on it included.
 */
@NullMarked
package io.opensergo.spring.sentinel.webclient;

import org.jspecify.annotations.NullMarked;
