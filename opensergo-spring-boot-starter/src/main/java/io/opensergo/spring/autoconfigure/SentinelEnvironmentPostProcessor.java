package io.opensergo.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

import io.opensergo.spring.sentinel.transport.TransportSettings;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.system.ApplicationTemp;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.ClassUtils;

/**
 * Tells Sentinel, before its classes load, what it reads from system properties only: the
 * name of the application, a folder of its own for the files that it cannot do without
 * instead of the home directory, and whether a dashboard may ask. What is set in the
 * virtual machine or in {@code sentinel.properties} stays; settings of the application
 * that begin with {@code csp.sentinel.} are handed on.
 */
class SentinelEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String SENTINEL = "com.alibaba.csp.sentinel.SphU";

	private static final String OWN_CONFIGURATION = "sentinel.properties";

	private static final String LOG_FOLDER = "sentinel";

	private static final String LOG_DIR = "csp.sentinel.log.dir";

	private static final String BLOCK_LOG_DIR = "EAGLEEYE.LOG.PATH";

	private static final String METRIC_FILES = "csp.sentinel.metric.flush.interval";

	private static final String[] HANDED_ON = { "csp.sentinel.api.port", "csp.sentinel.app.name",
			"csp.sentinel.app.type", "csp.sentinel.dashboard.server", "csp.sentinel.heartbeat.client.ip",
			"csp.sentinel.heartbeat.interval.ms", LOG_DIR, METRIC_FILES };

	/**
	 * After the configuration files have been read.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.getProperty("opensergo.enabled", Boolean.class, true)
				&& environment.getProperty("opensergo.sentinel.enabled", Boolean.class, true)
				&& ClassUtils.isPresent(SENTINEL, application.getClassLoader())) {
			Properties configured = configured(application.getClassLoader());
			settings(environment, application).forEach((name, value) -> {
				if (!configured.containsKey(name) && System.getProperty(name) == null) {
					System.setProperty(name, value);
				}
			});
		}
	}

	private static Map<String, String> settings(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, String> settings = new LinkedHashMap<>();
		for (String name : HANDED_ON) {
			String value = environment.getProperty(name);
			if (value != null) {
				settings.put(name, value);
			}
		}
		String app = environment.getProperty("opensergo.app", environment.getProperty("spring.application.name", ""));
		if (!app.isEmpty()) {
			settings.putIfAbsent("csp.sentinel.app.name", app);
		}
		boolean transport = environment.getProperty(TransportSettings.ENABLED, Boolean.class, false);
		settings.put(TransportSettings.ENABLED, String.valueOf(transport));
		settings.put(TransportSettings.ADDRESS, environment.getProperty(TransportSettings.ADDRESS, "127.0.0.1"));
		if (!transport) {
			// files that only a dashboard reads
			settings.putIfAbsent(METRIC_FILES, "0");
		}
		String folder = settings.get(LOG_DIR);
		if (folder == null && System.getProperty(LOG_DIR) == null) {
			folder = new ApplicationTemp(application.getMainApplicationClass()).getDir(LOG_FOLDER).toString();
			settings.put(LOG_DIR, folder);
		}
		settings.put(BLOCK_LOG_DIR, (folder != null) ? folder : System.getProperty(LOG_DIR));
		return settings;
	}

	private static Properties configured(ClassLoader classLoader) {
		Resource resource = new ClassPathResource(OWN_CONFIGURATION, classLoader);
		try {
			return resource.exists() ? PropertiesLoaderUtils.loadProperties(resource) : new Properties();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(OWN_CONFIGURATION + " cannot be read", ex);
		}
	}

}
