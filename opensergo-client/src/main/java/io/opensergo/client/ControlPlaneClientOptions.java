package io.opensergo.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;

/**
 * How a control plane is reached. Immutable.
 *
 * @param endpoints where it listens, tried in order, at least one
 * @param namespace the namespace of all subscriptions, not empty
 * @param app the name of this application, not empty; control planes show it
 * @param labels labels that are sent with each subscription
 * @param credentials TLS, or {@link InsecureChannelCredentials} for plaintext
 * @param keepAlive when a silent connection is tested
 * @param maxInboundMessageSize the largest message that is accepted, in bytes
 * @param debounce how bursts of pushes are gathered
 * @param backoff how long is waited before a new connection
 */
public record ControlPlaneClientOptions(List<Endpoint> endpoints, String namespace, String app,
		Map<String, String> labels, ChannelCredentials credentials, KeepAlive keepAlive, int maxInboundMessageSize,
		Debounce debounce, Backoff backoff) {

	/**
	 * The largest message that is accepted unless told otherwise: 64 MiB. One message
	 * holds all rules of one application and kind.
	 */
	public static final int DEFAULT_MAX_INBOUND_MESSAGE_SIZE = 64 * 1024 * 1024;

	public ControlPlaneClientOptions {
		endpoints = List.copyOf(endpoints);
		require(!endpoints.isEmpty(), "At least one endpoint of the control plane is needed");
		require(!namespace.isEmpty(), "The namespace must not be empty");
		require(!app.isEmpty(), "The app must not be empty");
		labels = Map.copyOf(labels);
		Objects.requireNonNull(credentials, "credentials");
		Objects.requireNonNull(keepAlive, "keepAlive");
		require(maxInboundMessageSize > 0, "The maximum message size must be positive");
		Objects.requireNonNull(debounce, "debounce");
		Objects.requireNonNull(backoff, "backoff");
	}

	/**
	 * Options with defaults for all that is not given, in plaintext.
	 * @param endpoints where the control plane listens
	 * @param namespace the namespace of all subscriptions
	 * @param app the name of this application
	 * @return the options
	 */
	public static ControlPlaneClientOptions of(List<Endpoint> endpoints, String namespace, String app) {
		return new ControlPlaneClientOptions(endpoints, namespace, app, Map.of(), InsecureChannelCredentials.create(),
				KeepAlive.DEFAULT, DEFAULT_MAX_INBOUND_MESSAGE_SIZE, Debounce.DEFAULT, Backoff.DEFAULT);
	}

	/**
	 * These options with other labels.
	 * @param labels labels that are sent with each subscription
	 * @return new options
	 */
	public ControlPlaneClientOptions withLabels(Map<String, String> labels) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, labels, this.credentials,
				this.keepAlive, this.maxInboundMessageSize, this.debounce, this.backoff);
	}

	/**
	 * These options with other credentials.
	 * @param credentials TLS or plaintext
	 * @return new options
	 */
	public ControlPlaneClientOptions withCredentials(ChannelCredentials credentials) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, credentials,
				this.keepAlive, this.maxInboundMessageSize, this.debounce, this.backoff);
	}

	/**
	 * These options with another keepalive.
	 * @param keepAlive when a silent connection is tested
	 * @return new options
	 */
	public ControlPlaneClientOptions withKeepAlive(KeepAlive keepAlive) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.credentials,
				keepAlive, this.maxInboundMessageSize, this.debounce, this.backoff);
	}

	/**
	 * These options with another limit of messages.
	 * @param maxInboundMessageSize the largest message that is accepted, in bytes
	 * @return new options
	 */
	public ControlPlaneClientOptions withMaxInboundMessageSize(int maxInboundMessageSize) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.credentials,
				this.keepAlive, maxInboundMessageSize, this.debounce, this.backoff);
	}

	/**
	 * These options with another debounce.
	 * @param debounce how bursts of pushes are gathered
	 * @return new options
	 */
	public ControlPlaneClientOptions withDebounce(Debounce debounce) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.credentials,
				this.keepAlive, this.maxInboundMessageSize, debounce, this.backoff);
	}

	/**
	 * These options with another back-off.
	 * @param backoff how long is waited before a new connection
	 * @return new options
	 */
	public ControlPlaneClientOptions withBackoff(Backoff backoff) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.credentials,
				this.keepAlive, this.maxInboundMessageSize, this.debounce, backoff);
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Where a control plane listens.
	 *
	 * @param host a host name or address
	 * @param port the port, 1 to 65535
	 */
	public record Endpoint(String host, int port) {

		public Endpoint {
			require(!host.isBlank(), "The host of an endpoint must not be empty");
			require(port > 0 && port <= 65535, "The port of an endpoint must be 1 to 65535, not " + port);
		}

		/**
		 * Reads an endpoint.
		 * @param text {@code host:port}; an IPv6 address stands in brackets
		 * @return the endpoint
		 * @throws IllegalArgumentException when the text is none
		 */
		public static Endpoint parse(String text) {
			int colon = text.lastIndexOf(':');
			String host = (colon > 0) ? text.substring(0, colon).strip() : "";
			boolean bracketed = host.startsWith("[") && host.endsWith("]");
			try {
				require(!host.isEmpty() && (bracketed || host.indexOf(':') == -1), "");
				int port = Integer.parseInt(text.substring(colon + 1).strip());
				return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(
						"'" + text + "' is no endpoint; write host:port, such as localhost:10246", ex);
			}
		}

		@Override
		public String toString() {
			return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
		}

	}

	/**
	 * When a silent connection is tested.
	 *
	 * @param time the silence after which the other side is asked for a sign of life;
	 * gRPC takes 10 seconds at least. It is doubled whenever a control plane complains of
	 * too many questions: many accept one per 5 minutes only
	 * @param timeout how long the sign may take before the connection is given up
	 */
	public record KeepAlive(Duration time, Duration timeout) {

		/**
		 * After 30 seconds, for 10 seconds.
		 */
		public static final KeepAlive DEFAULT = new KeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(10));

		public KeepAlive {
			require(isPositive(time) && isPositive(timeout), "Keepalive time and timeout must be positive");
		}

	}

	/**
	 * How bursts of pushes are gathered: the rules are applied once, after a silence.
	 *
	 * @param quiet the silence
	 * @param max the longest that a push waits, however many follow
	 */
	public record Debounce(Duration quiet, Duration max) {

		/**
		 * After 100 milliseconds of silence, 500 milliseconds at most.
		 */
		public static final Debounce DEFAULT = new Debounce(Duration.ofMillis(100), Duration.ofMillis(500));

		public Debounce {
			require(!quiet.isNegative() && quiet.compareTo(max) <= 0,
					"The debounce must not be negative, nor longer than its maximum");
		}

	}

	/**
	 * How long is waited before a new connection. The first retry is immediate; the n-th
	 * after it waits a random time up to {@code base * 2^(n-1)}, so that the clients of a
	 * restarted control plane do not come back all at once.
	 *
	 * @param base the longest wait before the second retry
	 * @param cap the longest wait at all
	 */
	public record Backoff(Duration base, Duration cap) {

		/**
		 * From 1 second to 30 seconds.
		 */
		public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

		public Backoff {
			require(isPositive(base) && base.compareTo(cap) <= 0,
					"The back-off must be positive, and not longer than its cap");
		}

	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

}
