package io.opensergo.spring.autoconfigure;

import org.springframework.util.ClassUtils;

/**
 * Whether this application is a gateway: what is on the class path decides.
 */
final class GatewayPresence {

	private static final String[] GATEWAYS = { "org.springframework.cloud.gateway.filter.GlobalFilter",
			"org.springframework.cloud.gateway.server.mvc.GatewayServerMvcAutoConfiguration" };

	private GatewayPresence() {
	}

	static boolean isGateway() {
		ClassLoader classLoader = GatewayPresence.class.getClassLoader();
		for (String gateway : GATEWAYS) {
			if (ClassUtils.isPresent(gateway, classLoader)) {
				return true;
			}
		}
		return false;
	}

}
