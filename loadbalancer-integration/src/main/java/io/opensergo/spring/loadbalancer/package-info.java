/**
 * Subset choice in Spring Cloud LoadBalancer: the route table is asked once per call, and
 * the load balancer chooses among the instances that it names.
 */
@NullMarked
package io.opensergo.spring.loadbalancer;

import org.jspecify.annotations.NullMarked;
