package io.opensergo.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;

/**
 * Makes the channel of one connection.
 */
@FunctionalInterface
interface ChannelFactory {

	/**
	 * Makes a channel; it connects when it is used.
	 * @param endpoint where to
	 * @param keepAlive the silence after which the connection is tested
	 * @param executor runs all callbacks
	 */
	ManagedChannel create(Endpoint endpoint, Duration keepAlive, Executor executor);

	/**
	 * Channels over TCP. Reconnecting is our own business, so that a channel has one life
	 * and none of gRPC's retries.
	 */
	static ChannelFactory of(ControlPlaneClientOptions options) {
		return (endpoint, keepAlive, executor) -> {
			ManagedChannelBuilder<?> builder = Grpc
				.newChannelBuilderForAddress(endpoint.host(), endpoint.port(), credentials(endpoint, options))
				.executor(executor)
				.keepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS)
				.keepAliveTimeout(options.keepAlive().timeout().toMillis(), TimeUnit.MILLISECONDS)
				.maxInboundMessageSize(options.maxInboundMessageSize())
				.disableRetry()
				.disableServiceConfigLookUp();
			String serverName = options.security().serverName();
			if (endpoint.tls() && serverName != null) {
				builder.overrideAuthority(serverName);
			}
			return builder.build();
		};
	}

	private static ChannelCredentials credentials(Endpoint endpoint, ControlPlaneClientOptions options) {
		return endpoint.tls() ? options.security().tls().get().toCredentials() : InsecureChannelCredentials.create();
	}

}
