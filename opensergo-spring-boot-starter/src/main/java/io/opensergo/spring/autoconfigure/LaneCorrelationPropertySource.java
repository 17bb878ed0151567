package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * The default of {@code logging.pattern.correlation}: the lane, and behind it what Boot
 * shows by itself when there is tracing. It is made when it is asked for, because tracing
 * says later than this source is added that it is there.
 */
final class LaneCorrelationPropertySource extends PropertySource<Object> {

	static final String NAME = "opensergoLogging";

	private static final String PROPERTY = "logging.pattern.correlation";

	/**
	 * Not Boot's conversion word for square brackets: Logback takes what follows a group
	 * without options as text.
	 */
	private static final String LOGBACK_PATTERN = "%%replace(%%X{%s}){'(.+)','[$1] '}";

	private static final String LOG4J_PATTERN = "%%esb{%%X{%s}}";

	private static final String TRACING_PATTERN = "%correlationId";

	/**
	 * Not the source of this property source: Boot looks for more sources in one that is
	 * an environment, and would never find an end.
	 */
	private final Environment environment;

	private final @Nullable String lanePattern;

	LaneCorrelationPropertySource(Environment environment, @Nullable ClassLoader classLoader) {
		super(NAME);
		this.environment = environment;
		this.lanePattern = lanePattern(classLoader);
	}

	private static @Nullable String lanePattern(@Nullable ClassLoader classLoader) {
		if (ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext", classLoader)) {
			return LOGBACK_PATTERN;
		}
		boolean log4j = ClassUtils.isPresent("org.apache.logging.log4j.core.impl.Log4jContextFactory", classLoader);
		return log4j ? LOG4J_PATTERN : null;
	}

	@Override
	public @Nullable Object getProperty(String name) {
		if (this.lanePattern == null || !PROPERTY.equals(name)) {
			return null;
		}
		boolean tracing = this.environment.getProperty(LoggingSystem.EXPECT_CORRELATION_ID_PROPERTY, Boolean.class,
				false);
		return this.lanePattern.formatted(TrafficContext.MDC_KEY) + (tracing ? TRACING_PATTERN : "");
	}

}
