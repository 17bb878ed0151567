/**
 * Protection of Spring MVC, and of the gateway on it.
 */
@NullMarked
package io.opensergo.spring.sentinel.servlet;

import org.jspecify.annotations.NullMarked;
