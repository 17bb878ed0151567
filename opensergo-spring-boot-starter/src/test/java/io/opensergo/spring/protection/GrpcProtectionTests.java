package io.opensergo.spring.protection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.opensergo.spring.protection.TestServer.Counts;
import io.opensergo.spring.sentinel.grpc.ProtectionClientInterceptor;
import io.opensergo.spring.sentinel.grpc.ProtectionServerInterceptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the protection of gRPC calls over real HTTP/2.
 */
class GrpcProtectionTests {

	private static Server server;

	private static ManagedChannel plain;

	private static ManagedChannel protectedChannel;

	@BeforeAll
	static void start() throws IOException {
		ServerServiceDefinition guarded = service("shop.Guarded");
		ServerServiceDefinition open = service("shop.Open");
		server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
			.addService(ServerInterceptors.intercept(guarded, new ProtectionServerInterceptor()))
			.addService(open)
			.build()
			.start();
		plain = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
		protectedChannel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
			.usePlaintext()
			.intercept(new ProtectionClientInterceptor())
			.build();
	}

	private static ServerServiceDefinition service(String name) {
		ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(name);
		for (String method : List.of("Count", "Refuse")) {
			builder.addMethod(method(name, method), ServerCalls.asyncUnaryCall((request, observer) -> {
				if (request.equals("throw")) {
					throw new IllegalStateException("expected");
				}
				if (request.equals("ok")) {
					observer.onNext("ok");
					observer.onCompleted();
				}
				else {
					observer.onError(Status.fromCode(Status.Code.valueOf(request)).asRuntimeException());
				}
			}));
		}
		return builder.build();
	}

	private static MethodDescriptor<String, String> method(String service, String method) {
		return MethodDescriptor.<String, String>newBuilder()
			.setType(MethodDescriptor.MethodType.UNARY)
			.setFullMethodName(service + "/" + method)
			.setRequestMarshaller(Text.INSTANCE)
			.setResponseMarshaller(Text.INSTANCE)
			.build();
	}

	@AfterEach
	void clear() {
		FlowRuleManager.loadRules(List.of());
	}

	@AfterAll
	static void stop() throws InterruptedException {
		plain.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
		protectedChannel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
		server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.Guarded", "shop.Open" })
	void callCountsOnceAndFailuresAreErrors(String service) {
		assertThat(call(service, "Count", "ok")).isEqualTo("ok");
		assertStatus(service, "Count", "INTERNAL", Status.Code.INTERNAL);
		assertStatus(service, "Count", "NOT_FOUND", Status.Code.NOT_FOUND);
		assertStatus(service, "Count", "throw", Status.Code.UNKNOWN);
		await().untilAsserted(() -> assertThat(TestServer.counts(service + "/Count")).isEqualTo(new Counts(4, 2, 0)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.Guarded", "shop.Open" })
	void blockedCallIsExhausted(String service) {
		assertThat(call(service, "Refuse", "ok")).isEqualTo("ok");
		TestServer.refuse(service + "/Refuse");
		assertStatus(service, "Refuse", "ok", Status.Code.RESOURCE_EXHAUSTED);
	}

	private static void assertStatus(String service, String method, String request, Status.Code status) {
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> call(service, method, request))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(status));
	}

	/**
	 * One service is protected by the server, the other one by the client.
	 */
	private static String call(String service, String method, String request) {
		return ClientCalls.blockingUnaryCall(service.equals("shop.Open") ? protectedChannel : plain,
				method(service, method), CallOptions.DEFAULT, request);
	}

	/**
	 * Messages of text.
	 */
	private enum Text implements MethodDescriptor.Marshaller<String> {

		INSTANCE;

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
