package io.opensergo.controlplane.boot;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.RuleBoard;
import io.opensergo.controlplane.server.WireEncoder;
import io.opensergo.core.route.Caller;
import io.opensergo.core.source.FileRuleSource;
import io.opensergo.core.source.RuleStore;
import io.opensergo.core.yaml.RuleReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * The control plane as a Spring Boot application: a folder, the rules in it, the server.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
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
		ConfigurableApplicationContext context = application(options)
			.run("--spring.config.name=opensergo-control-plane");
		try {
			listen(context, options);
			return context;
		}
		catch (IOException | RuntimeException ex) {
			context.close();
			throw ex;
		}
	}

	private static void listen(ConfigurableApplicationContext context, ServeOptions options) throws IOException {
		ControlPlaneServer server = context.getBean(ControlPlaneServer.class);
		RuleStore store = context.getBean(RuleStore.class);
		store.addListener(context.getBean(RuleBoard.class)::publish);
		// Rules first: a client that connects at once must not hear that there are none.
		store.start();
		server.start();
		logger.info("Serving on {}:{} from {}: {} rules, {} problems", options.address().getHostString(), server.port(),
				options.rules(), store.snapshot().rules().size(), store.snapshot().rejections().size());
	}

	/**
	 * People start this in the folder of an application, whose configuration is not ours:
	 * the configuration has its own name.
	 */
	private static SpringApplication application(ServeOptions options) {
		SpringApplication application = new SpringApplication(ControlPlaneApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("serveOptions", options));
		application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		return application;
	}

	@Bean
	RuleStore ruleStore(ServeOptions options) {
		RuleReader reader = new RuleReader(Caller.DEFAULT_NAMESPACE);
		return new RuleStore(List.of(new FileRuleSource(options.rules(), reader, Clock.systemUTC(), DEBOUNCE)));
	}

	@Bean
	RuleBoard ruleBoard() {
		return new RuleBoard(new WireEncoder(), Clock.systemUTC());
	}

	@Bean
	ControlPlaneServer controlPlaneServer(ServeOptions options, RuleBoard board) {
		return new ControlPlaneServer(board, options.address());
	}

}
