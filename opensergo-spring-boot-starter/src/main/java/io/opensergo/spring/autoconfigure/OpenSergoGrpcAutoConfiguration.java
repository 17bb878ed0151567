package io.opensergo.spring.autoconfigure;

import io.grpc.ClientInterceptor;
import io.grpc.ServerInterceptor;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.InboundColoring;
import io.opensergo.spring.propagation.PropagationHosts;
import io.opensergo.spring.propagation.grpc.LaneClientInterceptor;
import io.opensergo.spring.propagation.grpc.LaneServerInterceptor;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.server.GlobalServerInterceptor;

/**
 * Auto-configuration of the lane on gRPC calls of Spring gRPC.
 */
@AutoConfiguration(after = OpenSergoInboundAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.propagation.grpc.enabled", matchIfMissing = true)
public final class OpenSergoGrpcAutoConfiguration {

	/**
	 * Channels of the channel factory.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientInterceptor.class, GlobalClientInterceptor.class })
	static class Client {

		@Bean
		@ConditionalOnMissingBean
		@GlobalClientInterceptor
		LaneClientInterceptor openSergoLaneClientInterceptor(ContextHeaders headers, PropagationHosts hosts) {
			return new LaneClientInterceptor(headers, hosts);
		}

	}

	/**
	 * Services of the server. First of all interceptors, so that those of the application
	 * log with the lane and never see a tag that does not count.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ServerInterceptor.class, GlobalServerInterceptor.class })
	static class Server {

		@Bean
		@ConditionalOnMissingBean
		@GlobalServerInterceptor
		@Order(LaneServerInterceptor.ORDER)
		LaneServerInterceptor openSergoLaneServerInterceptor(InboundColoring coloring) {
			return new LaneServerInterceptor(coloring);
		}

	}

}
