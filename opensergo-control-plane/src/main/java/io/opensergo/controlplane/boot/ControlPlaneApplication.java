package io.opensergo.controlplane.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.opensergo.controlplane.boot.ServeOptions.LogFormat;
import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.RuleBoard;
import io.opensergo.controlplane.server.ServerObserver;
import io.opensergo.controlplane.server.Timing;
import io.opensergo.controlplane.server.WireEncoder;
import io.opensergo.core.route.Caller;
import io.opensergo.core.source.FileRuleSource;
import io.opensergo.core.source.RuleStore;
import io.opensergo.core.yaml.RuleReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The control plane as a Spring Boot application: a folder, the rules in it, the server.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ManagementConfiguration.class)
public class ControlPlaneApplication {

	private static final Logger logger = LoggerFactory.getLogger(ControlPlaneApplication.class);

	/**
	 * How long a burst of file changes may go on before it is read.
	 */
	private static final Duration DEBOUNCE = Duration.ofMillis(100);

	/**
	 * Serves until the process is told to end.
	 * @param options what is served where
	 * @throws IOException when the address cannot be listened on
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public static void serve(ServeOptions options) throws IOException, InterruptedException {
		try (ConfigurableApplicationContext context = start(options)) {
			context.getBean(ControlPlaneServer.class).awaitTermination();
		}
	}

	/**
	 * Starts to serve.
	 * @param options what is served where
	 * @return the running application; closing it ends the serving
	 * @throws IOException when the address cannot be listened on
	 */
	static ConfigurableApplicationContext start(ServeOptions options) throws IOException {
		ConfigurableApplicationContext context = run(options);
		try {
			listen(context, options);
			return context;
		}
		catch (IOException | RuntimeException ex) {
			context.close();
			throw ex;
		}
	}

	private static ConfigurableApplicationContext run(ServeOptions options) throws IOException {
		InetSocketAddress management = options.management();
		try {
			return application(options).run(arguments(options));
		}
		catch (RuntimeException ex) {
			if (management != null && causedByPort(ex)) {
				throw new ListenException(management, true, ex);
			}
			throw ex;
		}
	}

	private static boolean causedByPort(@Nullable Throwable ex) {
		return ex != null && (ex instanceof PortInUseException || causedByPort(ex.getCause()));
	}

	private static void listen(ConfigurableApplicationContext context, ServeOptions options) throws IOException {
		ControlPlaneServer server = context.getBean(ControlPlaneServer.class);
		RuleStore store = context.getBean(RuleStore.class);
		store.addListener(context.getBean(RuleBoard.class)::publish);
		// Rules first: a client that connects at once must not hear that there are none.
		store.start();
		InetSocketAddress address = options.server().address();
		try {
			server.start();
		}
		catch (IOException ex) {
			throw new ListenException(address, false, ex);
		}
		logger.info("Serving on {}:{} from {}: {} rules, {} problems", address.getHostString(), server.port(),
				options.rules(), store.snapshot().rules().size(), store.snapshot().rejections().size());
	}

	/**
	 * People start this in the folder of an application, whose configuration is not ours:
	 * the configuration has its own name.
	 */
	private static SpringApplication application(ServeOptions options) {
		SpringApplication application = new SpringApplication(ControlPlaneApplication.class);
		application.setWebApplicationType(
				(options.management() != null) ? WebApplicationType.SERVLET : WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("serveOptions", options));
		application.setDefaultProperties(defaults(options));
		return application;
	}

	private static Map<String, Object> defaults(ServeOptions options) {
		Map<String, Object> defaults = new HashMap<>();
		defaults.put("spring.main.banner-mode", "off");
		InetSocketAddress management = options.management();
		if (management != null) {
			// Draining the streams is the work of our own server.
			defaults.put("server.shutdown", "immediate");
			defaults.put("management.endpoints.web.exposure.include", "health,prometheus,opensergo");
			defaults.put("management.endpoint.health.show-details", "always");
		}
		return defaults;
	}

	/**
	 * What the command line says wins over configuration files.
	 */
	private static String[] arguments(ServeOptions options) {
		List<String> arguments = new ArrayList<>(List.of("--spring.config.name=opensergo-control-plane"));
		InetSocketAddress management = options.management();
		if (management != null) {
			arguments.add("--server.port=" + management.getPort());
			arguments.add("--server.address=" + management.getHostString());
		}
		if (options.logFormat() == LogFormat.JSON) {
			arguments.add("--logging.structured.format.console=logstash");
		}
		return arguments.toArray(String[]::new);
	}

	@Bean
	FileRuleSource fileRuleSource(ServeOptions options) {
		return new FileRuleSource(options.rules(), new RuleReader(Caller.DEFAULT_NAMESPACE), Clock.systemUTC(),
				DEBOUNCE);
	}

	@Bean
	RuleStore ruleStore(FileRuleSource source) {
		return new RuleStore(List.of(source));
	}

	@Bean
	RuleBoard ruleBoard(FileRuleSource source) {
		return new RuleBoard(new WireEncoder(), source::lastChange, Timing.SYSTEM);
	}

	@Bean
	ControlPlaneServer controlPlaneServer(ServeOptions options, RuleBoard board, ObjectProvider<MeterRegistry> meters) {
		MeterRegistry registry = (options.management() != null) ? meters.getIfAvailable() : null;
		ServerObserver observer = (registry != null) ? new ServerMeters(registry) : ServerObserver.NONE;
		return new ControlPlaneServer(board, options.server(), observer);
	}

}
