package io.opensergo.spring.autoconfigure;

import java.net.InetSocketAddress;

import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.cluster.client.codec.netty.NettyRequestEncoder;
import com.alibaba.csp.sentinel.cluster.server.TokenServiceProvider;
import io.netty.bootstrap.Bootstrap;
import io.opensergo.core.route.Caller;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.cluster.SharedTokens;
import io.opensergo.spring.sentinel.cluster.TokenServer;
import io.opensergo.spring.sentinel.limit.TimeSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of limits that all instances share: the tokens of a server
 * elsewhere, or of the server that this instance is.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class, before = OpenSergoSentinelAutoConfiguration.class)
@ConditionalOnClass({ SphU.class, NettyRequestEncoder.class, Bootstrap.class })
@ConditionalOnBean(Caller.class)
@ConditionalOnBooleanProperty(name = "opensergo.sentinel.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TokenServerProperties.class)
public final class OpenSergoTokenServerAutoConfiguration {

	private static final String LISTEN = TokenServerProperties.PREFIX + ".listen";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(LISTEN)
	@ConditionalOnClass(TokenServiceProvider.class)
	static class ServerConfiguration {

		@Bean(destroyMethod = "close")
		@ConditionalOnMissingBean
		TokenServer openSergoTokenServer(TokenServerProperties properties) {
			String listen = String.valueOf(properties.listen());
			TokenServer server = new TokenServer(addressToListenOn(listen));
			try {
				server.start();
			}
			catch (IllegalStateException ex) {
				throw new InvalidOpenSergoPropertyException(LISTEN, listen,
						"nothing can listen there: " + ex.getMessage(),
						"Stop what uses the port, or write another address");
			}
			return server;
		}

		private static InetSocketAddress addressToListenOn(String text) {
			int colon = text.lastIndexOf(':');
			try {
				return new InetSocketAddress(text.substring(0, Math.max(colon, 0)),
						Integer.parseInt(text.substring(colon + 1)));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidOpenSergoPropertyException(LISTEN, text, "it is not of the form host:port",
						"Write an address of this machine and a port, for example 127.0.0.1:"
								+ TokenServer.DEFAULT_PORT);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(LISTEN)
	@ConditionalOnMissingClass("com.alibaba.csp.sentinel.cluster.server.TokenServiceProvider")
	static class MissingServerConfiguration {

		@Bean
		TokenServer openSergoTokenServer(TokenServerProperties properties) {
			throw new InvalidOpenSergoPropertyException(LISTEN, String.valueOf(properties.listen()),
					"Sentinel's token server is not on the class path",
					"Add the dependency com.alibaba.csp:sentinel-cluster-server-default, or remove the property");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClientConfiguration {

		@Bean(destroyMethod = "close")
		@ConditionalOnMissingBean(GlobalTokens.class)
		SharedTokens openSergoSharedTokens(Caller workload, TokenServerProperties properties,
				ObjectProvider<TokenServer> server) {
			String address = properties.address();
			if (address == null || address.isEmpty()) {
				return (server.getIfAvailable() != null)
						? SharedTokens.ofThisServer(workload.app(), properties.requestTimeout(), TimeSource.SYSTEM)
						: SharedTokens.ofNamedServers(workload.app(), properties.requestTimeout(), TimeSource.SYSTEM);
			}
			try {
				return SharedTokens.ofServer(workload.app(), address, properties.requestTimeout(), TimeSource.SYSTEM);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidOpenSergoPropertyException(TokenServerProperties.PREFIX + ".address", address,
						"it is not of the form host:port",
						"Write the host and the port of the token server, for example localhost:"
								+ TokenServer.DEFAULT_PORT);
			}
		}

	}

}
