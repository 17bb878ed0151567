package io.opensergo.spring.integration;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * A Spring Cloud Gateway.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GatewayApplication {

}
