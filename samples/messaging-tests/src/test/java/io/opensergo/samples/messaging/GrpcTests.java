package io.opensergo.samples.messaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opensergo.spring.propagation.grpc.LaneClientInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.client.ChannelBuilderOptions;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for lanes on gRPC calls, with a real server.
 */
class GrpcTests {

	private static final MethodDescriptor<String, String> UNARY = method("Unary", MethodDescriptor.MethodType.UNARY);

	private static final MethodDescriptor<String, String> STREAM = method("Stream",
			MethodDescriptor.MethodType.BIDI_STREAMING);

	private static final MethodDescriptor<String, String> RESERVE = method("Reserve",
			MethodDescriptor.MethodType.UNARY);

	private static final String ENTRY_RULES = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: by-user, namespace: default}
			spec:
			  selector: {app: order}
			  rules:
			    traffic:
			      http:
			        headers:
			          - x-user-id: {exact: "12345"}
			    lane: {name: gray}
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: by-method, namespace: default}
			spec:
			  selector: {app: order}
			  rules:
			    traffic:
			      http:
			        uri: {exact: /test.Echo/Reserve}
			        method: {exact: POST}
			        authority: {prefix: "127.0.0.1"}
			        sourceIp: [127.0.0.0/8]
			        headers:
			          - x-from: {exact: here}
			    lane: {name: violet}
			""";

	private static final Metadata.Key<String> LANE = Metadata.Key.of(Lanes.HEADER, Metadata.ASCII_STRING_MARSHALLER);

	private static @Nullable ConfigurableApplicationContext application;

	private static ManagedChannel channel;

	@BeforeAll
	static void start() {
		Assumptions
			.assumeTrue(
					ClassUtils.isPresent(
							"org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration", null),
					"This version of Spring Boot has no gRPC, which came with 4.1");
		application = run();
		channel = channel(application, "127.0.0.1");
	}

	@AfterAll
	static void stop() {
		if (application != null) {
			application.close();
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=order", "spring.main.banner-mode=off", "logging.level.root=error",
					"spring.grpc.server.address=127.0.0.1", "spring.grpc.server.port=0")
			.properties(properties)
			.run();
	}

	private static int port(ConfigurableApplicationContext application) {
		return application.getBean(GrpcServerLifecycle.class).getPort();
	}

	private static ManagedChannel channel(ConfigurableApplicationContext application, String host) {
		return application.getBean(GrpcChannelFactory.class)
			.createChannel("static://" + host + ":" + port(application));
	}

	@Test
	void callCarriesLaneAndNextCallOnTheSameThreadHasNone() {
		Lanes.serving("gray", () -> assertThat(call("a")).isEqualTo("a|gray|gray|gray"));
		assertThat(call("b")).isEqualTo("b|null|null|null");
	}

	@Test
	void metadataOfTheApplicationWins() {
		Metadata metadata = new Metadata();
		metadata.put(LANE, "blue");
		ClientInterceptor own = MetadataUtils.newAttachHeadersInterceptor(metadata);
		ManagedChannel channel = application.getBean(GrpcChannelFactory.class)
			.createChannel("static://127.0.0.1:" + port(application),
					ChannelBuilderOptions.defaults().withInterceptors(List.of(own)));
		Lanes.serving("gray", () -> assertThat(ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "a"))
			.isEqualTo("a|blue|blue|blue"));
	}

	@Test
	void callBacksOfAStreamHaveTheLaneAndNothingStaysBehind() throws InterruptedException {
		List<String> answers = new ArrayList<>();
		Lanes.serving("gray", () -> answers.addAll(stream("a", "b")));
		assertThat(answers).containsExactly("a|gray|gray|gray", "b|gray|gray|gray");
		assertThat(stream("c")).containsExactly("c|null|null|null");
	}

	@Test
	void interceptorOfTheServerSeesTheLane() {
		Lanes.serving("gray", () -> call("a"));
		assertThat(application.getBean(Application.class).seenByInterceptor).contains("gray");
	}

	@Test
	void callToAPublicNameCarriesNoLane() {
		ManagedChannel foreign = NettyChannelBuilder.forAddress("127.0.0.1", port(application))
			.overrideAuthority("api.example.com")
			.usePlaintext()
			.intercept(application.getBean(LaneClientInterceptor.class))
			.build();
		try {
			Lanes.serving("gray",
					() -> assertThat(ClientCalls.blockingUnaryCall(foreign, UNARY, CallOptions.DEFAULT, "a"))
						.isEqualTo("a|null|null|null"));
		}
		finally {
			foreign.shutdownNow();
		}
	}

	@Test
	void atAnEdgeTagsOfUntrustedPeersAreDropped() {
		try (ConfigurableApplicationContext edge = run("opensergo.propagation.trust=edge",
				"opensergo.propagation.trusted-proxies=10.1.2.3/32")) {
			ManagedChannel channel = channel(edge, "127.0.0.1");
			Lanes.serving("gray",
					() -> assertThat(ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "a"))
						.isEqualTo("a|null|null|null"));
		}
		try (ConfigurableApplicationContext edge = run("opensergo.propagation.trust=edge",
				"opensergo.propagation.trusted-proxies=127.0.0.0/8")) {
			ManagedChannel channel = channel(edge, "127.0.0.1");
			Lanes.serving("gray",
					() -> assertThat(ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "a"))
						.isEqualTo("a|gray|gray|gray"));
		}
	}

	@Test
	void entryRulesColorCallsWithoutATag(@TempDir Path folder) throws IOException {
		Path rules = Files.writeString(folder.resolve("rules.yaml"), ENTRY_RULES);
		try (ConfigurableApplicationContext entry = run("opensergo.rules=file:" + rules,
				"opensergo.propagation.trust=edge", "opensergo.propagation.trusted-proxies=10.1.2.3/32")) {
			assertThat(call(entry, UNARY, "x-user-id", "12345")).isEqualTo("a|null|gray|gray");
			assertThat(call(entry, UNARY, "x-user-id", "12345", Lanes.HEADER, "blue")).isEqualTo("a|null|gray|gray");
			assertThat(call(entry, UNARY, "x-user-id", "12345", "baggage", "a=b,x-opensergo-traffic=blue"))
				.isEqualTo("a|null|gray|gray");
			assertThat(call(entry, UNARY, "x-user-id", "1")).isEqualTo("a|null|null|null");
			assertThat(call(entry, UNARY, Lanes.HEADER, "blue")).isEqualTo("a|null|null|null");
			assertThat(call(entry, RESERVE, "x-from", "here")).isEqualTo("a|null|violet|violet");
			assertThat(call(entry, RESERVE)).isEqualTo("a|null|null|null");
		}
		try (ConfigurableApplicationContext entry = run("opensergo.rules=file:" + rules)) {
			assertThat(call(entry, UNARY, "x-user-id", "12345", Lanes.HEADER, "blue")).isEqualTo("a|blue|blue|blue");
			assertThat(call(entry, UNARY, "baggage", "a=b,x-opensergo-traffic=blue")).isEqualTo("a|blue|blue|blue");
			assertThat(call(entry, UNARY, "x-user-id", "12345", Lanes.HEADER, "not a lane"))
				.isEqualTo("a|null|gray|gray");
		}
	}

	/**
	 * A call of a client that knows nothing of lanes.
	 */
	private static String call(ConfigurableApplicationContext server, MethodDescriptor<String, String> method,
			String... metadata) {
		Metadata headers = new Metadata();
		for (int i = 0; i < metadata.length; i += 2) {
			headers.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
		}
		ManagedChannel foreign = NettyChannelBuilder.forAddress("127.0.0.1", port(server))
			.usePlaintext()
			.intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
			.build();
		try {
			return ClientCalls.blockingUnaryCall(foreign, method, CallOptions.DEFAULT, "a");
		}
		finally {
			foreign.shutdownNow();
		}
	}

	@Test
	void whenSwitchedOffNothingTravels() {
		try (ConfigurableApplicationContext off = run("opensergo.propagation.grpc.enabled=false")) {
			ManagedChannel channel = channel(off, "127.0.0.1");
			Lanes.serving("gray",
					() -> assertThat(ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "a"))
						.isEqualTo("a|null|null|null"));
		}
	}

	@Test
	void concurrentCallsKeepTheirOwnLane() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(6);
		List<Future<?>> calls = new ArrayList<>();
		for (int i = 0; i < 600; i++) {
			@Nullable String lane = new String[] { "gray", "blue", null }[i % 3];
			calls.add(callers.submit(() -> Lanes.serving(lane,
					() -> assertThat(call("a")).isEqualTo("a|%s|%s|%s".formatted(lane, lane, lane)))));
		}
		for (Future<?> call : calls) {
			call.get(1, TimeUnit.MINUTES);
		}
		callers.shutdown();
	}

	private static String call(String text) {
		return ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, text);
	}

	private static List<String> stream(String... texts) throws InterruptedException {
		Inbox inbox = new Inbox();
		StreamObserver<String> requests = ClientCalls
			.asyncBidiStreamingCall(channel.newCall(STREAM, CallOptions.DEFAULT), new StreamObserver<>() {

				@Override
				public void onNext(String value) {
					inbox.add(new Handled(value, null, null, null, ""));
				}

				@Override
				public void onError(Throwable ex) {
					inbox.add(new Handled(ex.toString(), null, null, null, ""));
				}

				@Override
				public void onCompleted() {
				}

			});
		for (String text : texts) {
			requests.onNext(text);
		}
		requests.onCompleted();
		return inbox.take(texts.length).stream().map(Handled::payload).toList();
	}

	private static MethodDescriptor<String, String> method(String name, MethodDescriptor.MethodType type) {
		return MethodDescriptor.<String, String>newBuilder()
			.setFullMethodName(MethodDescriptor.generateFullMethodName("test.Echo", name))
			.setType(type)
			.setRequestMarshaller(new TextMarshaller())
			.setResponseMarshaller(new TextMarshaller())
			.build();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		final List<String> seenByInterceptor = new CopyOnWriteArrayList<>();

		@Bean
		Echo echo() {
			return new Echo();
		}

		@Bean
		@GlobalServerInterceptor
		ServerInterceptor ownInterceptor() {
			return new ServerInterceptor() {

				@Override
				public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
						ServerCallHandler<Q, R> next) {
					Application.this.seenByInterceptor.add(String.valueOf(Handled.now("", null).logged()));
					return next.startCall(call, headers);
				}

			};
		}

	}

	/**
	 * Answers with what it sees: text, metadata, log, context.
	 */
	static class Echo implements BindableService {

		private static final Context.Key<Metadata> METADATA = Context.key("metadata");

		@Override
		public ServerServiceDefinition bindService() {
			ServerServiceDefinition service = ServerServiceDefinition.builder("test.Echo")
				.addMethod(UNARY, ServerCalls.asyncUnaryCall((request, responses) -> {
					responses.onNext(answer(request));
					responses.onCompleted();
				}))
				.addMethod(RESERVE, ServerCalls.asyncUnaryCall((request, responses) -> {
					responses.onNext(answer(request));
					responses.onCompleted();
				}))
				.addMethod(STREAM, ServerCalls.asyncBidiStreamingCall((responses) -> new StreamObserver<String>() {

					@Override
					public void onNext(String value) {
						responses.onNext(answer(value));
					}

					@Override
					public void onError(Throwable ex) {
					}

					@Override
					public void onCompleted() {
						responses.onCompleted();
					}

				}))
				.build();
			return ServerInterceptors.intercept(service, new ServerInterceptor() {

				@Override
				public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
						ServerCallHandler<Q, R> next) {
					return Contexts.interceptCall(Context.current().withValue(METADATA, headers), call, headers, next);
				}

			});
		}

		private static String answer(String text) {
			Handled handled = Handled.now(text, METADATA.get().get(LANE));
			return text + "|" + handled.header() + "|" + handled.logged() + "|" + handled.context();
		}

	}

	static final class TextMarshaller implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
