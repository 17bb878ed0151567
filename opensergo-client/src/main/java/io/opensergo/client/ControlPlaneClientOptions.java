package io.opensergo.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How a control plane is reached. Immutable.
 *
 * @param endpoints where it listens, tried in order, at least one
 * @param namespace the namespace of all subscriptions, not empty
 * @param app the name of this application, not empty; control planes show it
 * @param labels labels that are sent with each subscription
 * @param security how connections to endpoints with TLS are protected, and the token
 * @param keepAlive when a silent connection is tested
 * @param maxInboundMessageSize the largest message that is accepted, in bytes
 * @param debounce how bursts of pushes are gathered
 * @param backoff how long is waited before a new connection
 * @param cacheDirectory the folder that keeps the last good rules for the next start,
 * {@code null} to keep them in memory only; one per instance
 */
public record ControlPlaneClientOptions(List<Endpoint> endpoints, String namespace, String app,
		Map<String, String> labels, ChannelSecurity security, KeepAlive keepAlive, int maxInboundMessageSize,
		Debounce debounce, Backoff backoff, @Nullable Path cacheDirectory) {

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
		Objects.requireNonNull(security, "security");
		Objects.requireNonNull(keepAlive, "keepAlive");
		require(maxInboundMessageSize > 0, "The maximum message size must be positive");
		Objects.requireNonNull(debounce, "debounce");
		Objects.requireNonNull(backoff, "backoff");
		endpoints.forEach((endpoint) -> requireNoTokenInPlaintext(endpoint, security));
	}

	private static void requireNoTokenInPlaintext(Endpoint endpoint, ChannelSecurity security) {
		require(security.token() == null || security.insecureToken() || endpoint.tls() || endpoint.isLoopback(),
				"The token would travel to " + endpoint + " in plaintext; write https://" + endpoint
						+ ", or allow an insecure token");
	}

	/**
	 * Options with defaults for all that is not given, in plaintext.
	 * @param endpoints where the control plane listens
	 * @param namespace the namespace of all subscriptions
	 * @param app the name of this application
	 * @return the options
	 */
	public static ControlPlaneClientOptions of(List<Endpoint> endpoints, String namespace, String app) {
		return new ControlPlaneClientOptions(endpoints, namespace, app, Map.of(), ChannelSecurity.DEFAULT,
				KeepAlive.DEFAULT, DEFAULT_MAX_INBOUND_MESSAGE_SIZE, Debounce.DEFAULT, Backoff.DEFAULT, null);
	}

	/**
	 * These options with other labels.
	 * @param labels labels that are sent with each subscription
	 * @return new options
	 */
	public ControlPlaneClientOptions withLabels(Map<String, String> labels) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, labels, this.security,
				this.keepAlive, this.maxInboundMessageSize, this.debounce, this.backoff, this.cacheDirectory);
	}

	/**
	 * These options with another protection.
	 * @param security TLS and the token
	 * @return new options
	 * @throws IllegalArgumentException when a token would travel in plaintext
	 */
	public ControlPlaneClientOptions withSecurity(ChannelSecurity security) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, security,
				this.keepAlive, this.maxInboundMessageSize, this.debounce, this.backoff, this.cacheDirectory);
	}

	/**
	 * These options with another keepalive.
	 * @param keepAlive when a silent connection is tested
	 * @return new options
	 */
	public ControlPlaneClientOptions withKeepAlive(KeepAlive keepAlive) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.security,
				keepAlive, this.maxInboundMessageSize, this.debounce, this.backoff, this.cacheDirectory);
	}

	/**
	 * These options with another limit of messages.
	 * @param maxInboundMessageSize the largest message that is accepted, in bytes
	 * @return new options
	 */
	public ControlPlaneClientOptions withMaxInboundMessageSize(int maxInboundMessageSize) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.security,
				this.keepAlive, maxInboundMessageSize, this.debounce, this.backoff, this.cacheDirectory);
	}

	/**
	 * These options with another debounce.
	 * @param debounce how bursts of pushes are gathered
	 * @return new options
	 */
	public ControlPlaneClientOptions withDebounce(Debounce debounce) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.security,
				this.keepAlive, this.maxInboundMessageSize, debounce, this.backoff, this.cacheDirectory);
	}

	/**
	 * These options with another back-off.
	 * @param backoff how long is waited before a new connection
	 * @return new options
	 */
	public ControlPlaneClientOptions withBackoff(Backoff backoff) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.security,
				this.keepAlive, this.maxInboundMessageSize, this.debounce, backoff, this.cacheDirectory);
	}

	/**
	 * These options with a folder that keeps the last good rules for the next start.
	 * @param cacheDirectory the folder, one per instance, made when it does not exist
	 * @return new options
	 */
	public ControlPlaneClientOptions withCacheDirectory(Path cacheDirectory) {
		return new ControlPlaneClientOptions(this.endpoints, this.namespace, this.app, this.labels, this.security,
				this.keepAlive, this.maxInboundMessageSize, this.debounce, this.backoff, cacheDirectory);
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
	 * @param tls whether it speaks TLS
	 */
	public record Endpoint(String host, int port, boolean tls) {

		private static final String TLS = "https://";

		private static final String PLAINTEXT = "http://";

		private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127(\\.[0-9]{1,3}){3}|::1");

		public Endpoint {
			require(!host.isBlank(), "The host of an endpoint must not be empty");
			require(port > 0 && port <= 65535, "The port of an endpoint must be 1 to 65535, not " + port);
		}

		/**
		 * Creates an endpoint that speaks plaintext.
		 * @param host a host name or address
		 * @param port the port, 1 to 65535
		 */
		public Endpoint(String host, int port) {
			this(host, port, false);
		}

		/**
		 * Reads an endpoint.
		 * @param text {@code host:port} or {@code http://host:port} for plaintext,
		 * {@code https://host:port} for TLS; an IPv6 address stands in brackets
		 * @return the endpoint
		 * @throws IllegalArgumentException when the text is none
		 */
		public static Endpoint parse(String text) {
			boolean tls = text.startsWith(TLS);
			String authority = tls ? text.substring(TLS.length())
					: text.startsWith(PLAINTEXT) ? text.substring(PLAINTEXT.length()) : text;
			int colon = authority.lastIndexOf(':');
			String host = (colon > 0) ? authority.substring(0, colon).strip() : "";
			boolean bracketed = host.startsWith("[") && host.endsWith("]");
			try {
				require(!host.isEmpty() && host.indexOf('/') == -1 && (bracketed || host.indexOf(':') == -1), "");
				int port = Integer.parseInt(authority.substring(colon + 1).strip());
				return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port, tls);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("'" + text
						+ "' is no endpoint; write host:port, such as localhost:10246, or https://host:port for TLS",
						ex);
			}
		}

		/**
		 * Whether nothing that is sent there leaves the machine. Names are not looked up.
		 * @return {@code true} for "localhost" and loopback addresses
		 */
		public boolean isLoopback() {
			return LOOPBACK.matcher(this.host).matches();
		}

		@Override
		public String toString() {
			return (this.tls ? TLS : "") + ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":"
					+ this.port;
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
	 * restarted control plane do not come back all at once. While nobody is there, the
	 * wait is short and does not grow: to knock at a closed door costs two packets, and
	 * who opens it is heard at once.
	 *
	 * @param base the longest wait before the second retry
	 * @param cap the longest wait at all
	 * @param absentCap the longest wait after an attempt that nobody has answered: the
	 * connection was refused, the machine is not there, or the 10 seconds of the attempt
	 * went by
	 */
	public record Backoff(Duration base, Duration cap, Duration absentCap) {

		/**
		 * The longest wait while nobody is there.
		 */
		private static final Duration ABSENT_CAP = Duration.ofMillis(500);

		/**
		 * From 1 second to 30 seconds, half a second while nobody is there.
		 */
		public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

		public Backoff {
			require(isPositive(base) && base.compareTo(cap) <= 0,
					"The back-off must be positive, and not longer than its cap");
			require(isPositive(absentCap) && absentCap.compareTo(cap) <= 0,
					"The wait while nobody is there must be positive, and not longer than the cap of the back-off");
		}

		/**
		 * Creates a back-off that waits half a second at most while nobody is there.
		 * @param base the longest wait before the second retry
		 * @param cap the longest wait at all
		 */
		public Backoff(Duration base, Duration cap) {
			this(base, cap, (ABSENT_CAP.compareTo(cap) < 0) ? ABSENT_CAP : cap);
		}

	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

}
