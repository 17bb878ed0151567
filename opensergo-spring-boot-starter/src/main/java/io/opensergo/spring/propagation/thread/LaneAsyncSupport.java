package io.opensergo.spring.propagation.thread;

import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Adds the {@link LaneCallableInterceptor} to Spring MVC.
 *
 * @param interceptor the interceptor
 */
public record LaneAsyncSupport(LaneCallableInterceptor interceptor) implements WebMvcConfigurer {

	@Override
	public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
		configurer.registerCallableInterceptors(this.interceptor);
	}

}
