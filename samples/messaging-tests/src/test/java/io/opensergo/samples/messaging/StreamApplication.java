package io.opensergo.samples.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application of Spring Cloud Stream: {@code StreamBridge} sends to {@code first}, a
 * function forwards to {@code second}, a consumer ends the way. What it proves is the
 * same for all binders.
 */
final class StreamApplication implements AutoCloseable {

	private final ConfigurableApplicationContext application;

	private final Inbox inbox;

	private final StreamBridge bridge;

	StreamApplication(String binder, String... properties) {
		this.application = new SpringApplicationBuilder(Functions.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=order", "spring.main.banner-mode=off", "logging.level.root=error",
					"spring.cloud.stream.default-binder=" + binder,
					"spring.cloud.function.definition=forward;last;failing",
					"spring.cloud.stream.bindings.forward-in-0.destination=first",
					"spring.cloud.stream.bindings.forward-in-0.group=order",
					"spring.cloud.stream.bindings.forward-out-0.destination=second",
					"spring.cloud.stream.bindings.last-in-0.destination=second",
					"spring.cloud.stream.bindings.last-in-0.group=order",
					"spring.cloud.stream.bindings.failing-in-0.destination=third",
					"spring.cloud.stream.bindings.failing-in-0.group=order",
					"spring.cloud.stream.bindings.failing-in-0.consumer.max-attempts=1")
			.properties(properties)
			.run();
		this.inbox = this.application.getBean(Inbox.class);
		this.bridge = this.application.getBean(StreamBridge.class);
	}

	void carriesLaneAndNextMessageHasNone() {
		Lanes.serving("gray", () -> this.bridge.send("first", "a"));
		assertThat(this.inbox.take(2)).allMatch((handled) -> handled.isIn("gray"))
			.extracting(Handled::payload)
			.containsExactly("forward:a", "last:a");
		this.bridge.send("first", "b");
		assertThat(this.inbox.take(2)).allMatch((handled) -> handled.isIn(null))
			.extracting(Handled::payload)
			.containsExactly("forward:b", "last:b");
	}

	void keepsHeaderOfTheApplication() {
		Message<String> message = MessageBuilder.withPayload("a").setHeader(Lanes.HEADER, "blue").build();
		Lanes.serving("gray", () -> this.bridge.send("second", message));
		assertThat(this.inbox.take()).matches((handled) -> handled.isIn("blue"));
	}

	void leavesNothingBehindWhenAFunctionThrows() {
		Lanes.serving("gray", () -> this.bridge.send("third", "fail"));
		this.bridge.send("third", "b");
		Handled handled = this.inbox.take();
		assertThat(handled.payload()).isEqualTo("failing:fail");
		while (handled.payload().equals("failing:fail")) {
			assertThat(handled).matches((failed) -> failed.isIn("gray"));
			handled = this.inbox.take();
		}
		assertThat(handled).matches((next) -> next.isIn(null));
	}

	void keepsLanesApart() {
		for (String lane : List.of("gray", "blue", "gray", "blue")) {
			Lanes.serving(lane, () -> this.bridge.send("second", lane));
		}
		assertThat(this.inbox.take(4)).allMatch((handled) -> handled.isIn(handled.payload().substring(5)));
	}

	@Override
	public void close() {
		this.application.close();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Functions {

		@Bean
		Inbox inbox() {
			return new Inbox();
		}

		@Bean
		Function<Message<String>, String> forward(Inbox inbox) {
			return (message) -> {
				inbox.add(Handled.now("forward:" + message.getPayload(), lane(message)));
				return message.getPayload();
			};
		}

		@Bean
		Consumer<Message<String>> last(Inbox inbox) {
			return (message) -> inbox.add(Handled.now("last:" + message.getPayload(), lane(message)));
		}

		@Bean
		Consumer<Message<String>> failing(Inbox inbox) {
			return (message) -> {
				inbox.add(Handled.now("failing:" + message.getPayload(), lane(message)));
				if (message.getPayload().equals("fail")) {
					throw new IllegalStateException("as asked");
				}
			};
		}

		private static @Nullable String lane(Message<?> message) {
			Object lane = message.getHeaders().get(Lanes.HEADER);
			return (lane instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : (String) lane;
		}

	}

}
