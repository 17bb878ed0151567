package io.opensergo.spring.sentinel.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opensergo.core.protection.Protection;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the server that counts for a rule: the one that the strategy names in its label
 * {@value #SERVER_LABEL}, so that a control plane can say it, else the one of the
 * application. Connections are made when a server is first needed. Safe for all threads.
 */
public final class SharedTokens implements GlobalTokens, AutoCloseable {

	/**
	 * The label of a strategy that names its token server as {@code host:port}. An
	 * extension of ours.
	 */
	public static final String SERVER_LABEL = "opensergo.io/token-server";

	/**
	 * Labels come from the network: this many servers are connected to, others count as
	 * unavailable.
	 */
	static final int MAX_SERVERS = 16;

	private static final Logger logger = LoggerFactory.getLogger(SharedTokens.class);

	private final String app;

	private final Duration timeout;

	private final TimeSource time;

	private final GlobalTokens standard;

	private final ConcurrentMap<String, GlobalTokens> named = new ConcurrentHashMap<>();

	private SharedTokens(String app, Duration timeout, TimeSource time, GlobalTokens standard) {
		this.app = app;
		this.timeout = timeout;
		this.time = time;
		this.standard = standard;
	}

	/**
	 * Tokens of a server elsewhere.
	 * @param app the application whose instances share limits
	 * @param address the server as {@code host:port}
	 * @param timeout how long a request waits for the answer of a server, such as 20 ms
	 * @param time the time
	 * @return the tokens
	 * @throws IllegalArgumentException when the address is none
	 */
	public static SharedTokens ofServer(String app, String address, Duration timeout, TimeSource time) {
		ServerAddress parsed = ServerAddress.parse(address);
		if (parsed == null) {
			throw new IllegalArgumentException("Not an address of the form host:port: " + address);
		}
		return new SharedTokens(app, timeout, time, new RemoteTokens(app, parsed, timeout, time));
	}

	/**
	 * Tokens of the server that this virtual machine is itself; needs Sentinel's cluster
	 * server on the class path.
	 * @param app the application whose instances share limits
	 * @param timeout how long a request waits for the answer of a server, such as 20 ms
	 * @param time the time
	 * @return the tokens
	 */
	public static SharedTokens ofThisServer(String app, Duration timeout, TimeSource time) {
		return new SharedTokens(app, timeout, time, new LocalTokens(app));
	}

	/**
	 * Tokens of the servers that rules name, and of no other.
	 * @param app the application whose instances share limits
	 * @param timeout how long a request waits for the answer of a server, such as 20 ms
	 * @param time the time
	 * @return the tokens
	 */
	public static SharedTokens ofNamedServers(String app, Duration timeout, TimeSource time) {
		return new SharedTokens(app, timeout, time, GlobalTokens.NONE);
	}

	@Override
	public Answer request(Protection protection, String resource, int tokens) {
		String address = protection.strategy().metadata().labels().get(SERVER_LABEL);
		return ((address != null) ? named(address) : this.standard).request(protection, resource, tokens);
	}

	private GlobalTokens named(String address) {
		GlobalTokens known = this.named.get(address);
		if (known != null) {
			return known;
		}
		if (this.named.size() >= MAX_SERVERS) {
			return GlobalTokens.NONE;
		}
		return this.named.computeIfAbsent(address, this::connect);
	}

	private GlobalTokens connect(String address) {
		ServerAddress parsed = ServerAddress.parse(address);
		if (parsed == null) {
			logger.warn("The label {} of a strategy is not of the form host:port: {}", SERVER_LABEL, address);
			return GlobalTokens.NONE;
		}
		return new RemoteTokens(this.app, parsed, this.timeout, this.time);
	}

	@Override
	public @Nullable String problem() {
		if (this.standard == GlobalTokens.NONE && !this.named.isEmpty()) {
			String problems = this.named.entrySet()
				.stream()
				.sorted(Map.Entry.comparingByKey())
				.map((entry) -> entry.getValue().problem())
				.filter(Objects::nonNull)
				.distinct()
				.collect(Collectors.joining(", "));
			return problems.isEmpty() ? null : problems;
		}
		return this.standard.problem();
	}

	/**
	 * How many servers rules have named.
	 * @return the number
	 */
	int servers() {
		return this.named.size();
	}

	@Override
	public void close() {
		Stream.concat(Stream.of(this.standard), this.named.values().stream()).forEach((tokens) -> {
			if (tokens instanceof RemoteTokens remote) {
				remote.close();
			}
		});
	}

}
