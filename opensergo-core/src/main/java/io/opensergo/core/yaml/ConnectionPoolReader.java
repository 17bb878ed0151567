package io.opensergo.core.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.VirtualWorkload.ConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code connectionPool}. The values are checked and kept as they are written.
 */
final class ConnectionPoolReader {

	private static final List<String> TCP_NUMBERS = List.of("maxConnections");

	private static final List<String> TCP_DURATIONS = List.of("connectTimeout", "maxConnectionDuration", "idleTimeout");

	private static final List<String> HTTP_NUMBERS = List.of("http1MaxPendingRequests", "http2MaxRequests",
			"maxRequestsPerConnection", "maxRetries", "maxConcurrentStreams");

	private static final List<String> HTTP_DURATIONS = List.of("idleTimeout");

	private ConnectionPoolReader() {
	}

	static @Nullable ConnectionPool read(@Nullable YamlObject pool) {
		if (pool == null) {
			return null;
		}
		Map<String, Object> tcp = readTcp(pool.object("tcp"));
		Map<String, Object> http = readHttp(pool.object("http"));
		pool.done();
		if (!pool.isSet("tcp") && !pool.isSet("http")) {
			pool.error("the connection pool is empty", "write tcp or http");
		}
		return new ConnectionPool(tcp, http);
	}

	private static Map<String, Object> readTcp(@Nullable YamlObject tcp) {
		Map<String, Object> settings = new LinkedHashMap<>();
		if (tcp == null) {
			return settings;
		}
		readNumbers(tcp, TCP_NUMBERS, settings);
		readDurations(tcp, TCP_DURATIONS, settings);
		YamlObject keepalive = tcp.object("tcpKeepalive");
		if (keepalive != null) {
			Map<String, Object> values = new LinkedHashMap<>();
			readNumbers(keepalive, List.of("probes"), values);
			readDurations(keepalive, List.of("time", "interval"), values);
			keepalive.done();
			settings.put("tcpKeepalive", Map.copyOf(values));
		}
		tcp.done();
		return settings;
	}

	private static Map<String, Object> readHttp(@Nullable YamlObject http) {
		Map<String, Object> settings = new LinkedHashMap<>();
		if (http == null) {
			return settings;
		}
		readNumbers(http, HTTP_NUMBERS, settings);
		readDurations(http, HTTP_DURATIONS, settings);
		String upgrade = http.choice("h2UpgradePolicy", List.of("DEFAULT", "DO_NOT_UPGRADE", "UPGRADE"));
		Boolean clientProtocol = http.bool("useClientProtocol");
		put(settings, "h2UpgradePolicy", upgrade);
		put(settings, "useClientProtocol", clientProtocol);
		if ("UPGRADE".equals(upgrade) && Boolean.TRUE.equals(clientProtocol)) {
			http.error("'h2UpgradePolicy: UPGRADE' cannot stand with 'useClientProtocol'", "remove one of the two");
		}
		YamlObject keepalive = http.object("http2KeepAlive");
		if (keepalive != null) {
			Map<String, Object> values = new LinkedHashMap<>();
			keepalive.required("interval", "interval: 30s");
			keepalive.required("timeout", "timeout: 5s");
			readDurations(keepalive, List.of("interval", "timeout"), values);
			keepalive.done();
			settings.put("http2KeepAlive", Map.copyOf(values));
		}
		http.done();
		return settings;
	}

	private static void readNumbers(YamlObject object, List<String> keys, Map<String, Object> settings) {
		keys.forEach((key) -> put(settings, key, object.integer(key, 0, Integer.MAX_VALUE)));
	}

	private static void readDurations(YamlObject object, List<String> keys, Map<String, Object> settings) {
		for (String key : keys) {
			boolean valid = object.positiveDuration(key) != null;
			put(settings, key, valid ? object.text(key) : null);
		}
	}

	private static void put(Map<String, Object> settings, String key, @Nullable Object value) {
		if (value != null) {
			settings.put(key, value);
		}
	}

}
