package io.opensergo.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.spring.propagation.LaneClientHttpRequestInterceptor;
import io.opensergo.spring.propagation.LaneClientRequestTransformer;
import io.opensergo.spring.propagation.LaneFeignRequestInterceptor;
import io.opensergo.spring.propagation.LaneFeignRequestTransformer;
import io.opensergo.spring.propagation.LaneRequestTransformer;
import io.opensergo.spring.propagation.PropagationHosts;
import io.opensergo.spring.propagation.http.LaneHttpRequests;
import io.opensergo.spring.propagation.http.RestClientDecorator;
import io.opensergo.spring.propagation.http.RestClientOptOut;
import io.opensergo.spring.propagation.http.RestTemplateDecorator;
import io.opensergo.spring.propagation.http.RestTemplateOptOut;
import io.opensergo.spring.propagation.http.WebClientDecorator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoOutboundAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OpenSergoOutboundAutoConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OpenSergoAutoConfiguration.class, OpenSergoOutboundAutoConfiguration.class))
		.withPropertyValues("opensergo.rules=");

	private final ApplicationContextRunner withHosts = this.application
		.withPropertyValues("opensergo.propagation.hosts=localhost");

	@Test
	void everyClientHasItsParts(CapturedOutput output) {
		this.application.withUserConfiguration(Clients.class).run((context) -> {
			assertThat(context).hasSingleBean(RestTemplateDecorator.class)
				.hasSingleBean(RestClientDecorator.class)
				.hasSingleBean(WebClientDecorator.class)
				.hasSingleBean(LaneHttpRequests.class)
				.doesNotHaveBean(RestTemplateOptOut.class)
				.doesNotHaveBean(RestClientOptOut.class);
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@Test
	void beansStayAsTheyAreWhenNoHostIsAllowed() {
		this.application.withUserConfiguration(Clients.class).run((context) -> {
			assertThat(context.getBean("restTemplate", RestTemplate.class).getInterceptors()).isEmpty();
			assertThat(context.getBean("restClient")).isSameAs(Clients.REST_CLIENT);
			assertThat(context.getBean("webClient")).isSameAs(Clients.WEB_CLIENT);
		});
	}

	@Test
	void beansGetTheLaneOnceWhenHostIsAllowed() {
		this.withHosts.withUserConfiguration(Clients.class).run((context) -> {
			RestTemplate restTemplate = context.getBean("restTemplate", RestTemplate.class);
			context.getBean(RestTemplateDecorator.class).decorate(restTemplate);
			assertThat(restTemplate.getInterceptors()).singleElement()
				.isInstanceOf(LaneClientHttpRequestInterceptor.class);
			assertThat(context.getBean("restClient")).isNotSameAs(Clients.REST_CLIENT).isInstanceOf(RestClient.class);
			assertThat(interceptors(context.getBean(RestClient.class).mutate())).hasSize(1);
			assertThat(context.getBean("webClient")).isNotSameAs(Clients.WEB_CLIENT).isInstanceOf(WebClient.class);
		});
	}

	@Test
	void laneComesBeforeInterceptorsOfTheApplication() {
		ClientHttpRequestInterceptor own = (request, body, execution) -> execution.execute(request, body);
		this.withHosts.withBean(RestClient.Builder.class, () -> RestClient.builder().requestInterceptor(own))
			.run((context) -> assertThat(interceptors(context.getBean(RestClient.Builder.class))).satisfiesExactly(
					(first) -> assertThat(first).isInstanceOf(LaneClientHttpRequestInterceptor.class),
					(second) -> assertThat(second).isSameAs(own)));
	}

	@Test
	void scopedProxyIsLeftAloneAndItsTargetIsNot() {
		this.withHosts.withUserConfiguration(ScopedClients.class).run((context) -> {
			assertThat(ScopedClients.made).isZero();
			assertThat(interceptors(context.getBean("restClient", RestClient.class).mutate())).hasSize(1);
			assertThat(ScopedClients.made).isEqualTo(1);
		});
	}

	@Test
	void parameterOfTheApplicationTypeStaysUnambiguous() {
		this.withHosts
			.withBean(ClientHttpRequestInterceptor.class, () -> (request, body, next) -> next.execute(request, body))
			.run((context) -> assertThat(context).hasSingleBean(ClientHttpRequestInterceptor.class));
	}

	@Test
	void clientsCanBeSwitchedOff() {
		this.application.withPropertyValues("opensergo.propagation.rest-template.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(RestTemplateOptOut.class)
				.doesNotHaveBean(RestTemplateDecorator.class)
				.doesNotHaveBean("openSergoRestTemplateCustomizer")
				.hasSingleBean(RestClientDecorator.class));
		this.application.withPropertyValues("opensergo.propagation.rest-client.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(RestClientOptOut.class)
				.doesNotHaveBean(RestClientDecorator.class)
				.doesNotHaveBean("openSergoRestClientCustomizer")
				.hasSingleBean(RestTemplateDecorator.class));
		this.application.withPropertyValues("opensergo.propagation.web-client.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WebClientDecorator.class)
				.doesNotHaveBean(WebClientCustomizer.class)
				.doesNotHaveBean(LaneClientRequestTransformer.class));
		this.application.withPropertyValues("opensergo.propagation.feign.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LaneFeignRequestInterceptor.class)
				.doesNotHaveBean(LaneFeignRequestTransformer.class)
				.hasSingleBean(LaneRequestTransformer.class));
	}

	@Test
	void partsOfTheApplicationWin() {
		this.application
			.withBean("mine", RestTemplateDecorator.class,
					() -> new RestTemplateDecorator(() -> new PropagationHosts(List.of()), () -> null))
			.run((context) -> assertThat(context).hasSingleBean(RestTemplateDecorator.class)
				.doesNotHaveBean("openSergoRestTemplateDecorator"));
	}

	@Test
	void withoutBootsBuildersBeansAreStillDecorated() {
		this.withHosts.withUserConfiguration(Clients.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.restclient",
					"org.springframework.boot.webclient"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RestTemplateCustomizer.class)
					.doesNotHaveBean(RestClientCustomizer.class)
					.doesNotHaveBean(WebClientCustomizer.class);
				assertThat(context.getBean("restTemplate", RestTemplate.class).getInterceptors()).hasSize(1);
			});
	}

	@Test
	void withoutWebClientOthersWork() {
		this.withHosts.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebClientDecorator.class)
				.hasSingleBean(RestClientDecorator.class));
	}

	private static List<ClientHttpRequestInterceptor> interceptors(RestClient.Builder builder) {
		List<ClientHttpRequestInterceptor> found = new ArrayList<>();
		builder.requestInterceptors(found::addAll);
		return found;
	}

	/**
	 * Clients that Boot's builders did not make.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Clients {

		static final RestClient REST_CLIENT = RestClient.create();

		static final WebClient WEB_CLIENT = WebClient.create();

		@Bean
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

		@Bean
		RestClient restClient() {
			return REST_CLIENT;
		}

		@Bean
		WebClient webClient() {
			return WEB_CLIENT;
		}

	}

	/**
	 * A client behind a proxy, made when it is used first.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ScopedClients {

		static int made;

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		RestClient restClient() {
			made++;
			return RestClient.create();
		}

	}

}
