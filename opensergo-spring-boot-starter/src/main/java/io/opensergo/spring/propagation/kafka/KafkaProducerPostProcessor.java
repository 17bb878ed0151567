package io.opensergo.spring.propagation.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.ContextHeaders;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.util.StringUtils;

/**
 * Adds {@link LaneProducerInterceptor} to the configuration of every
 * {@link DefaultKafkaProducerFactory} that is a bean or stands behind a
 * {@link KafkaTemplate} bean, after the interceptors that are there.
 */
public final class KafkaProducerPostProcessor implements BeanPostProcessor {

	private static final String INTERCEPTORS = ProducerConfig.INTERCEPTOR_CLASSES_CONFIG;

	private static final String NAME = LaneProducerInterceptor.class.getName();

	private final ObjectProvider<ContextHeaders> headers;

	/**
	 * Creates a post-processor.
	 * @param headers writes what crosses the wire
	 */
	public KafkaProducerPostProcessor(ObjectProvider<ContextHeaders> headers) {
		this.headers = headers;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ProducerFactory<?, ?> factory) {
			intercept(factory);
		}
		else if (bean instanceof KafkaTemplate<?, ?> template) {
			intercept(template.getProducerFactory());
		}
		return bean;
	}

	private void intercept(ProducerFactory<?, ?> factory) {
		if (!(factory instanceof DefaultKafkaProducerFactory<?, ?>)) {
			return;
		}
		List<Object> interceptors = interceptors(factory.getConfigurationProperties().get(INTERCEPTORS));
		if (interceptors.contains(NAME)) {
			return;
		}
		interceptors.add(NAME);
		factory.updateConfigs(
				Map.of(INTERCEPTORS, interceptors, LaneProducerInterceptor.CONTEXT_HEADERS, this.headers.getObject()));
	}

	/**
	 * The list as it may be written: a list, or names in one text.
	 */
	private static List<Object> interceptors(@Nullable Object configured) {
		if (configured instanceof List<?> list) {
			return new ArrayList<>(list);
		}
		return (configured != null)
				? new ArrayList<>(List.of(StringUtils.tokenizeToStringArray(configured.toString(), ",")))
				: new ArrayList<>();
	}

}
