/**
 * Traffic rules in Spring Cloud Gateway: one decision per request, taken before the load
 * balancer is asked, and the lane on the request that leaves.
 */
@NullMarked
package io.opensergo.spring.gateway;

import org.jspecify.annotations.NullMarked;
