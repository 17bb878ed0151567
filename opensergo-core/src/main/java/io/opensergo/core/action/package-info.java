/**
 * What the policies of a route do to requests and responses, with Envoy's meaning.
 * Compiled when rules are compiled; a host applies it to its own requests. Nothing here
 * knows a host.
 */
@NullMarked
package io.opensergo.core.action;

import org.jspecify.annotations.NullMarked;
