package io.opensergo.spring.autoconfigure;

import io.opensergo.spring.propagation.observation.ClientLaneHandler;
import io.opensergo.spring.propagation.observation.LaneKeyValue;
import io.opensergo.spring.propagation.observation.ReactiveLaneFilter;
import io.opensergo.spring.propagation.observation.ServletLaneFilter;
import io.opensergo.spring.propagation.observation.WebClientLaneHandler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoObservationAutoConfiguration}.
 */
class OpenSergoObservationAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(OpenSergoAutoConfiguration.class,
			OpenSergoObservationAutoConfiguration.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void partsAreThere() {
		this.servlet.run((context) -> assertThat(context).hasSingleBean(ServletLaneFilter.class)
			.hasSingleBean(ClientLaneHandler.class)
			.hasSingleBean(WebClientLaneHandler.class)
			.doesNotHaveBean(ReactiveLaneFilter.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveLaneFilter.class)
				.doesNotHaveBean(ServletLaneFilter.class));
	}

	@Test
	void partOfTheApplicationWins() {
		ServletLaneFilter mine = new ServletLaneFilter(null);
		this.servlet.withBean(ServletLaneFilter.class, () -> mine)
			.run((context) -> assertThat(context).getBean(ServletLaneFilter.class).isSameAs(mine));
	}

	@Test
	void canBeSwitchedOff() {
		this.servlet.withPropertyValues("opensergo.propagation.observation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LaneKeyValue.class));
	}

	@Test
	void isAbsentWithoutObservation() {
		this.servlet.withClassLoader(new FilteredClassLoader("io.micrometer.observation"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LaneKeyValue.class));
	}

	@Test
	void isSmallerWithoutWebClient() {
		this.servlet.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.run((context) -> assertThat(context).hasSingleBean(ClientLaneHandler.class)
				.doesNotHaveBean(WebClientLaneHandler.class));
	}

}
