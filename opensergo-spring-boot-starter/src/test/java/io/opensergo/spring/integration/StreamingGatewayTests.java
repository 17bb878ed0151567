package io.opensergo.spring.integration;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections that stay open, and for gRPC, through the gateway on WebFlux.
 */
class StreamingGatewayTests {

	private static final String LANES = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray-lane, namespace: default}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic:
			      http:
			        headers:
			          - x-user-id: {exact: "12345"}
			    lane: {name: gray}
			""";

	private static final MethodDescriptor<String, String> WHO = MethodDescriptor
		.newBuilder(new TextMarshaller(), new TextMarshaller())
		.setType(MethodDescriptor.MethodType.UNARY)
		.setFullMethodName("test.Echo/Who")
		.build();

	private static final Metadata.Key<String> LANE = Metadata.Key.of(TestChain.LANE_HEADER,
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Context.Key<@Nullable String> RECEIVED_LANE = Context.key("lane");

	@TempDir
	private Path folder;

	@Test
	void webSocketsAndEventStreamsKeepTheLane() throws Exception {
		DisposableServer base = streams("base");
		DisposableServer gray = streams("gray");
		try (TestChain chain = gateway()) {
			instance(chain, 0, base.port(), null);
			instance(chain, 1, gray.port(), "gray");
			chain.start(WebApplicationType.REACTIVE, GatewayApplication.class);
			for (int i = 0; i < 3; i++) {
				assertThat(echo(chain, "hello", "12345")).isEqualTo("gray gray hello");
				assertThat(echo(chain, "hello", "1")).isEqualTo("base null hello");
				assertThat(chain.get("/events", "x-user-id", "12345").body().lines().filter((line) -> !line.isEmpty()))
					.containsExactly("data: gray gray 0", "data: gray gray 1", "data: gray gray 2");
				assertThat(chain.get("/events").body().lines().filter((line) -> !line.isEmpty()))
					.containsExactly("data: base null 0", "data: base null 1", "data: base null 2");
			}
		}
		finally {
			base.disposeNow();
			gray.disposeNow();
		}
	}

	@Test
	void grpcKeepsTheLane() throws Exception {
		Server base = grpc("base");
		Server gray = grpc("gray");
		try (TestChain chain = gateway()) {
			instance(chain, 0, base.getPort(), null);
			instance(chain, 1, gray.getPort(), "gray");
			chain.property("server.http2.enabled", "true")
				.start(WebApplicationType.REACTIVE, Http2GatewayApplication.class);
			ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", chain.port()).usePlaintext().build();
			try {
				for (int i = 0; i < 3; i++) {
					assertThat(who(channel, "12345")).isEqualTo("gray gray");
					assertThat(who(channel, "1")).isEqualTo("base null");
				}
			}
			finally {
				channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
			}
		}
		finally {
			base.shutdownNow();
			gray.shutdownNow();
		}
	}

	private TestChain gateway() {
		return new TestChain().property("spring.application.name", "gateway")
			.property("spring.cloud.gateway.server.webflux.routes[0].id", "stream")
			.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://stream")
			.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**")
			.rules(this.folder, LANES);
	}

	private static void instance(TestChain chain, int index, int port, @Nullable String lane) {
		String property = "spring.cloud.discovery.client.simple.instances.stream[" + index + "]";
		chain.property(property + ".uri", "http://127.0.0.1:" + port);
		if (lane != null) {
			chain.property(property + ".metadata[opensergo.io/lane]", lane);
		}
	}

	/**
	 * A server that answers messages and sends events, each with its name and the lane it
	 * was told.
	 */
	private static DisposableServer streams(String name) {
		return HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes
				.ws("/echo",
						(in, out) -> out.sendString(in.receive()
							.asString()
							.map((text) -> name + " " + in.headers().get(TestChain.LANE_HEADER) + " " + text)))
				.get("/events",
						(request, response) -> response.sse()
							.sendString(Flux.range(0, 3)
								.map((i) -> "data: " + name + " " + request.requestHeaders().get(TestChain.LANE_HEADER)
										+ " " + i + "\n\n"))))
			.bindNow();
	}

	private static String echo(TestChain chain, String text, String user) throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.header("x-user-id", user)
			.buildAsync(URI.create("ws://127.0.0.1:" + chain.port() + "/echo"), new WebSocket.Listener() {

				@Override
				public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
					answer.complete(data.toString());
					return null;
				}

				@Override
				public void onError(WebSocket webSocket, Throwable error) {
					answer.completeExceptionally(error);
				}

			})
			.get(60, TimeUnit.SECONDS);
		socket.sendText(text, true);
		String received = answer.get(60, TimeUnit.SECONDS);
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
		return received;
	}

	private static Server grpc(String name) throws IOException {
		ServerServiceDefinition service = ServerServiceDefinition.builder("test.Echo")
			.addMethod(WHO, ServerCalls.asyncUnaryCall((request, responses) -> {
				responses.onNext(name + " " + RECEIVED_LANE.get());
				responses.onCompleted();
			}))
			.build();
		ServerInterceptor lane = new ServerInterceptor() {

			@Override
			public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
					ServerCallHandler<Q, A> next) {
				return Contexts.interceptCall(Context.current().withValue(RECEIVED_LANE, headers.get(LANE)), call,
						headers, next);
			}

		};
		return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
			.addService(ServerInterceptors.intercept(service, lane))
			.build()
			.start();
	}

	private static String who(ManagedChannel channel, String user) {
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("x-user-id", Metadata.ASCII_STRING_MARSHALLER), user);
		return ClientCalls.blockingUnaryCall(
				ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)), WHO,
				CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS), "");
	}

	/**
	 * Texts as messages.
	 */
	private static final class TextMarshaller implements MethodDescriptor.Marshaller<String> {

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

	/**
	 * A gateway that speaks HTTP/2 without TLS to services.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Http2GatewayApplication {

		@Bean
		HttpClientCustomizer http2() {
			return (client) -> client.protocol(HttpProtocol.H2C);
		}

	}

}
