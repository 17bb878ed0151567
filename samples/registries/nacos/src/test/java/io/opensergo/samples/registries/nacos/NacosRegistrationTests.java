package io.opensergo.samples.registries.nacos;

import java.util.List;
import java.util.Map;

import com.alibaba.cloud.nacos.NacosServiceManager;
import com.alibaba.nacos.api.naming.NamingService;
import io.opensergo.samples.registries.testing.RegistrationContract;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tests for the registration with Spring Cloud Alibaba's client for Nacos. Its server is
 * not on Maven Central: what the client would send is kept in memory instead.
 */
class NacosRegistrationTests extends RegistrationContract {

	@Override
	protected Map<String, Object> registry() {
		return Map.of();
	}

	@Override
	protected String laneProperty() {
		return "spring.cloud.nacos.discovery.metadata[opensergo.io/lane]";
	}

	@Override
	protected List<Class<?>> configuration() {
		return List.of(WithoutServer.class);
	}

	/**
	 * Keeps the client from looking for a server.
	 */
	@Configuration(proxyBeanMethods = false)
	static class WithoutServer {

		private static final NamingService naming = RegisteredInstances.asNamingService();

		@Bean
		static BeanPostProcessor namingServiceWithoutServer() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof NacosServiceManager) ? new ServiceManager() : bean;
				}

			};
		}

	}

	/**
	 * What the client gets its connection from.
	 */
	private static final class ServiceManager extends NacosServiceManager {

		@Override
		public NamingService getNamingService() {
			return WithoutServer.naming;
		}

	}

}
