package io.opensergo.spring.autoconfigure;

import com.alibaba.csp.sentinel.SphU;
import io.grpc.ClientInterceptor;
import io.grpc.ServerInterceptor;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.sentinel.grpc.ProtectionClientInterceptor;
import io.opensergo.spring.sentinel.grpc.ProtectionServerInterceptor;

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
 * Auto-configuration of the protection of gRPC calls of Spring gRPC.
 */
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, OpenSergoGrpcAutoConfiguration.class })
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass(SphU.class)
@ConditionalOnBooleanProperty(name = { "opensergo.sentinel.enabled", "opensergo.sentinel.grpc.enabled" },
		matchIfMissing = true)
public final class OpenSergoSentinelGrpcAutoConfiguration {

	/**
	 * Channels of the channel factory.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientInterceptor.class, GlobalClientInterceptor.class })
	static class Client {

		@Bean
		@ConditionalOnMissingBean
		@GlobalClientInterceptor
		ProtectionClientInterceptor openSergoProtectionGrpcClientInterceptor() {
			return new ProtectionClientInterceptor();
		}

	}

	/**
	 * Services of the server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ServerInterceptor.class, GlobalServerInterceptor.class })
	static class Server {

		@Bean
		@ConditionalOnMissingBean
		@GlobalServerInterceptor
		@Order(ProtectionServerInterceptor.ORDER)
		ProtectionServerInterceptor openSergoProtectionGrpcServerInterceptor() {
			return new ProtectionServerInterceptor();
		}

	}

}
