package io.opensergo.spring.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;

import com.alibaba.csp.sentinel.cluster.client.codec.netty.NettyRequestEncoder;
import com.alibaba.csp.sentinel.cluster.server.TokenServiceProvider;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.cluster.SharedTokens;
import io.opensergo.spring.sentinel.cluster.TokenServer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoTokenServerAutoConfiguration}.
 */
class OpenSergoTokenServerAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenSergoAutoConfiguration.class,
				OpenSergoTokenServerAutoConfiguration.class, OpenSergoSentinelAutoConfiguration.class))
		.withPropertyValues("spring.application.name=shop");

	@Test
	void withoutPropertiesOnlyServersThatRulesNameCount() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(SharedTokens.class).doesNotHaveBean(TokenServer.class);
			assertThat(context.getBean(GlobalTokens.class).problem()).isEqualTo("there is no token server");
		});
	}

	@Test
	void addressNamesTheServer() {
		this.runner.withPropertyValues("opensergo.sentinel.token-server.address=127.0.0.1:1")
			.run((context) -> assertThat(context.getBean(GlobalTokens.class).problem()).contains("127.0.0.1:1"));
	}

	@Test
	void listenMakesThisInstanceTheServer() {
		this.runner.withPropertyValues("opensergo.sentinel.token-server.listen=127.0.0.1:0").run((context) -> {
			assertThat(context.getBean(TokenServer.class).address().getPort()).isPositive();
			assertThat(context.getBean(GlobalTokens.class).problem()).isNull();
		});
	}

	@Test
	void listenWhenThePortIsInUseFailsTheStartAndSaysSo() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.runner.withPropertyValues("opensergo.sentinel.token-server.listen=127.0.0.1:" + other.getLocalPort())
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("opensergo.sentinel.token-server.listen"));
		}
	}

	@Test
	void listenWithoutTheServersJarFailsTheStartAndNamesTheDependency() {
		this.runner.withClassLoader(new FilteredClassLoader(TokenServiceProvider.class))
			.withPropertyValues("opensergo.sentinel.token-server.listen=127.0.0.1:0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidOpenSergoPropertyException.class,
						(ex) -> assertThat(ex.action()).contains("sentinel-cluster-server-default")));
	}

	@Test
	void wrongValuesFailTheStart() {
		for (String property : new String[] { "address=nowhere", "listen=nowhere", "request-timeout=0ms" }) {
			this.runner.withPropertyValues("opensergo.sentinel.token-server." + property)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidOpenSergoPropertyException.class));
		}
	}

	@Test
	void backsOffForTheTokensOfTheUser() {
		this.runner.withBean("tokens", GlobalTokens.class, () -> GlobalTokens.NONE)
			.run((context) -> assertThat(context).hasSingleBean(GlobalTokens.class)
				.doesNotHaveBean(SharedTokens.class));
	}

	@Test
	void isAbsentWithoutTheClientsJarAndWhenSwitchedOff() {
		this.runner.withClassLoader(new FilteredClassLoader(NettyRequestEncoder.class))
			.run((context) -> assertThat(context).doesNotHaveBean(GlobalTokens.class));
		this.runner.withPropertyValues("opensergo.sentinel.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GlobalTokens.class));
	}

}
