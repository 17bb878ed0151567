package io.opensergo.spring.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.opensergo.core.context.BaggageMode;
import io.opensergo.core.context.CarriedHeaders;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.match.AddressRange;
import io.opensergo.spring.sentinel.ProtectionOptions;
import io.opensergo.spring.sentinel.ProtectionOptions.GlobalConcurrency;
import io.opensergo.spring.sentinel.ProtectionOptions.WithoutTokens;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of OpenSergo, read once at start-up. Rules are not among them: they are live.
 *
 * @param enabled Whether OpenSergo is active at all.
 * @param endpoint Addresses of the control plane, host:port for plaintext or
 * https://host:port for TLS; several are tried in turn; none means that rules come from
 * files only.
 * @param namespace The namespace of this application.
 * @param app The name of this application, by default that of spring.application.name.
 * @param rules Where rule files are: "classpath:" locations, which may hold wildcards,
 * and "file:" locations, a folder or one file, which are watched for changes. A rule in a
 * file wins over the same rule of the control plane.
 * @param workload What this instance is.
 * @param propagation How lanes travel.
 * @param client How rules are fetched from a control plane.
 * @param loadbalancer Routing of load-balanced calls.
 * @param gateway Routing in Spring Cloud Gateway.
 * @param sentinel Protection by Sentinel.
 * @param health What health tells.
 * @param debug Who may ask how requests were decided.
 */
@ConfigurationProperties("opensergo")
public record OpenSergoProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> endpoint,
		@DefaultValue("default") String namespace, @Nullable String app,
		@DefaultValue("classpath:opensergo/*.yaml") List<String> rules, @DefaultValue Workload workload,
		@DefaultValue Propagation propagation, @DefaultValue Client client, @DefaultValue Loadbalancer loadbalancer,
		@DefaultValue Gateway gateway, @DefaultValue Sentinel sentinel, @DefaultValue Health health,
		@DefaultValue Debug debug) {

	private static final Pattern HOST_AND_PORT = Pattern
		.compile("(?:https?://)?(?:[A-Za-z0-9](?:[-._A-Za-z0-9]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

	private static final int MAX_PORT = 65535;

	public OpenSergoProperties {
		endpoint = List.copyOf(endpoint);
		rules = List.copyOf(rules);
		endpoint.forEach(OpenSergoProperties::requireHostAndPort);
	}

	private static void requireHostAndPort(String endpoint) {
		Matcher matcher = HOST_AND_PORT.matcher(endpoint);
		if (!matcher.matches()) {
			throw new InvalidOpenSergoPropertyException("opensergo.endpoint", endpoint,
					"it is not of the form host:port",
					"Write the host and the port of the control plane, for example localhost:10246, or https://localhost:10246 when it speaks TLS");
		}
		int port = Integer.parseInt(matcher.group(1));
		if (port < 1 || port > MAX_PORT) {
			throw new InvalidOpenSergoPropertyException("opensergo.endpoint", endpoint,
					"the port " + port + " does not exist", "Write a port from 1 to " + MAX_PORT);
		}
	}

	/**
	 * What this instance is.
	 *
	 * @param lane The lane that this instance belongs to, none for baseline; written to
	 * the metadata of the registry.
	 * @param labels Further labels of this instance, such as its version; written to the
	 * metadata of the registry.
	 */
	public record Workload(@Nullable String lane, @DefaultValue Map<String, String> labels) {

		public Workload {
			labels = Map.copyOf(labels);
			if (lane != null && lane.isEmpty()) {
				lane = null;
			}
			if (lane != null && !LaneName.isValid(lane)) {
				throw new InvalidOpenSergoPropertyException("opensergo.workload.lane", lane,
						"it is not the name of a lane", "Write " + LaneName.SYNTAX);
			}
		}

	}

	/**
	 * How lanes travel.
	 *
	 * @param trust Whose lane tags count: "internal" for those of every peer, "edge" for
	 * those of trusted proxies only; by default "edge" in a gateway and "internal"
	 * elsewhere.
	 * @param trustedProxies The addresses of peers whose tags count at an edge, as CIDR
	 * ranges; by default loopback and private addresses.
	 * @param hosts Hosts that are not load balanced and may see the lane, as names or
	 * "*.suffix".
	 * @param headers Headers, besides the lane, that go along from an inbound request to
	 * the calls it causes: names, or the start of names followed by "*". Credentials such
	 * as Authorization and Cookie go along only when they are named exactly.
	 * @param ruleHeaders Whether headers that rules match on go along without being
	 * listed.
	 * @param baggage When the lane is written into the W3C baggage too: "never",
	 * "when-present" (the call has baggage already, or the request came with some) or
	 * "always".
	 * @param mdcKey The key of the lane in the logging MDC; one for all applications of a
	 * JVM.
	 * @param laneCookie The cookie that keeps a browser in its lane.
	 */
	public record Propagation(@Nullable Trust trust, @DefaultValue( {
			"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7",
			"fe80::/10" }) List<String> trustedProxies, @DefaultValue List<String> hosts,
			@DefaultValue List<String> headers, @DefaultValue("true") boolean ruleHeaders,
			@DefaultValue("when-present") BaggageMode baggage,
			@DefaultValue(TrafficContext.DEFAULT_MDC_KEY) String mdcKey, @DefaultValue LaneCookie laneCookie){

		public Propagation {
			if (!LaneName.isValid(mdcKey)) {
				throw new InvalidOpenSergoPropertyException("opensergo.propagation.mdc-key", mdcKey,
						"it cannot be a key in a log pattern", "Write " + LaneName.SYNTAX);
			}
			trustedProxies = List.copyOf(trustedProxies);
			hosts = List.copyOf(hosts);
			headers = List.copyOf(headers);
			trustedProxies.forEach(Propagation::parse);
			headers.forEach(Propagation::requireCarriable);
		}

		private static void requireCarriable(String header) {
			if (!CarriedHeaders.isValid(header)) {
				throw new InvalidOpenSergoPropertyException("opensergo.propagation.headers", header,
						"it is not a header that can go along", "Write " + CarriedHeaders.SYNTAX);
			}
		}

		/**
		 * The addresses of trusted peers.
		 * @return the ranges
		 */
		List<AddressRange> trustedRanges() {
			return this.trustedProxies.stream().map(Propagation::parse).toList();
		}

		private static AddressRange parse(String range) {
			try {
				return AddressRange.parse(range);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidOpenSergoPropertyException("opensergo.propagation.trusted-proxies", range,
						"it is not a range of addresses: " + ex.getMessage(),
						"Write addresses in CIDR notation, for example 10.0.0.0/8 or fd00::/8");
			}
		}

	}

	/**
	 * Whose lane tags count.
	 */
	public enum Trust {

		/**
		 * Those of every peer.
		 */
		INTERNAL,

		/**
		 * Those of trusted proxies.
		 */
		EDGE

	}

	/**
	 * The cookie that keeps a browser in its lane.
	 *
	 * @param enabled Whether an edge sets and reads the cookie.
	 * @param name The name of the cookie.
	 * @param maxAge How long a browser stays in a lane after it has entered.
	 * @param path The path that the cookie is sent for.
	 * @param domain The domain that the cookie is sent to, by default the called host
	 * alone.
	 * @param sameSite Whether requests from other sites carry the cookie.
	 * @param secure Whether the cookie is for HTTPS only; by default when the request
	 * came over HTTPS.
	 * @param httpOnly Whether scripts of a page cannot read the cookie.
	 * @param secret Secret of at least 32 characters that values are signed with, the
	 * same for all instances of an edge; without one, a cookie counts only for lanes that
	 * a client can enter anyway by what it writes into a request.
	 */
	public record LaneCookie(@DefaultValue("false") boolean enabled, @DefaultValue("opensergo-lane") String name,
			@DefaultValue("1d") Duration maxAge, @DefaultValue("/") String path, @Nullable String domain,
			@DefaultValue("lax") SameSite sameSite, @Nullable Boolean secure, @DefaultValue("true") boolean httpOnly,
			@Nullable String secret) {

		private static final String KEY = "opensergo.propagation.lane-cookie.";

		private static final int MIN_SECRET = 32;

		private static final Duration MAX_AGE = Duration.ofDays(400);

		private static final Pattern NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]{1,64}");

		private static final Pattern PATH = Pattern.compile("/[ -:<-~]*");

		private static final Pattern DOMAIN = Pattern.compile("\\.?[A-Za-z0-9](?:[-.A-Za-z0-9]*[A-Za-z0-9])?");

		public LaneCookie {
			require(NAME.matcher(name).matches(), "name", name, "it cannot be the name of a cookie",
					"Write letters, digits, '-' and '_', at most 64 characters");
			require(maxAge.toSeconds() >= 1 && maxAge.compareTo(MAX_AGE) <= 0, "max-age", maxAge.toSeconds() + "s",
					"browsers keep cookies from 1 second to 400 days", "Write a time, for example 8h");
			require(PATH.matcher(path).matches(), "path", path, "it is not a path", "Write a path, for example /");
			require(domain == null || DOMAIN.matcher(domain).matches(), "domain", String.valueOf(domain),
					"it is not a domain", "Write a domain, for example example.org");
			require(sameSite != SameSite.NONE || Boolean.TRUE.equals(secure), "same-site", "none",
					"browsers take such a cookie over HTTPS only", "Set " + KEY + "secure=true too");
			require(secret == null || secret.isEmpty() || secret.length() >= MIN_SECRET, "secret", "***",
					"it is shorter than " + MIN_SECRET + " characters",
					"Write a random text, for example what 'openssl rand -base64 32' prints");
			requirePrefix(name, "__Secure-", Boolean.TRUE.equals(secure), "secure=true");
			requirePrefix(name, "__Host-", Boolean.TRUE.equals(secure) && domain == null && path.equals("/"),
					"secure=true, path=/ and no domain");
		}

		private static void requirePrefix(String name, String prefix, boolean kept, String asked) {
			require(kept || !name.startsWith(prefix), "name", name,
					"browsers take a cookie with this prefix only with " + asked, "Set them, or drop the prefix");
		}

		private static void require(boolean condition, String property, String value, String reason, String action) {
			if (!condition) {
				throw new InvalidOpenSergoPropertyException(KEY + property, value, reason, action);
			}
		}

		/**
		 * Leaves the secret out.
		 */
		@Override
		public String toString() {
			return "LaneCookie[enabled=" + this.enabled + ", name=" + this.name + ", maxAge=" + this.maxAge + ", path="
					+ this.path + ", domain=" + this.domain + ", sameSite=" + this.sameSite + ", secure=" + this.secure
					+ ", httpOnly=" + this.httpOnly + ", secret=" + ((this.secret != null) ? "***" : null) + "]";
		}

	}

	/**
	 * Whether requests from other sites carry a cookie.
	 */
	public enum SameSite {

		/**
		 * No request from another site does.
		 */
		STRICT("Strict"),

		/**
		 * Only links do.
		 */
		LAX("Lax"),

		/**
		 * All do.
		 */
		NONE("None");

		private final String attribute;

		SameSite(String attribute) {
			this.attribute = attribute;
		}

		String attribute() {
			return this.attribute;
		}

	}

	/**
	 * How rules are fetched from a control plane.
	 *
	 * @param subscribeServices Services whose rules are fetched at start-up, besides
	 * those that are found by themselves; any other service is subscribed to when it is
	 * called first.
	 * @param subscribeRegistry Whether the rules of all services of the registry are
	 * fetched.
	 * @param cacheDir Folder that keeps the last good rules for a start without a control
	 * plane, one per instance; none means that they are kept in memory only.
	 * @param awaitRules How long the start waits for the first answers of the control
	 * plane, 0 for not at all.
	 * @param awaitRulesFailure What happens when answers are missing after this time and
	 * no rules of the last run are on disk.
	 * @param token Token that is sent to the control plane, without "Bearer".
	 * @param tokenFile File that holds the token, read for each connection.
	 * @param allowInsecureToken Whether the token may be sent in plaintext to other
	 * machines.
	 * @param maxMessageSize Largest message that is accepted; one message holds all rules
	 * of one service and kind.
	 * @param ssl TLS of the connection.
	 */
	public record Client(@DefaultValue List<String> subscribeServices, @DefaultValue("false") boolean subscribeRegistry,
			@Nullable Path cacheDir, @DefaultValue("0s") Duration awaitRules,
			@DefaultValue("continue") AwaitFailure awaitRulesFailure, @Nullable String token, @Nullable Path tokenFile,
			@DefaultValue("false") boolean allowInsecureToken, @DefaultValue("64MB") DataSize maxMessageSize,
			@DefaultValue Ssl ssl) {

		public Client {
			subscribeServices = List.copyOf(subscribeServices);
			if (awaitRules.isNegative()) {
				throw new InvalidOpenSergoPropertyException("opensergo.client.await-rules",
						awaitRules.toSeconds() + "s", "time does not go backwards",
						"Write how long the start may wait, for example 2s, or 0");
			}
			if (maxMessageSize.toBytes() < 1 || maxMessageSize.toBytes() > Integer.MAX_VALUE) {
				throw new InvalidOpenSergoPropertyException("opensergo.client.max-message-size",
						maxMessageSize.toGigabytes() + "GB", "it is not between 1 byte and 2 GB",
						"Write a size, for example 64MB");
			}
		}

		/**
		 * Leaves the token out.
		 */
		@Override
		public String toString() {
			return "Client[subscribeServices=" + this.subscribeServices + ", subscribeRegistry="
					+ this.subscribeRegistry + ", cacheDir=" + this.cacheDir + ", awaitRules=" + this.awaitRules
					+ ", awaitRulesFailure=" + this.awaitRulesFailure + ", token="
					+ ((this.token != null) ? "***" : null) + ", tokenFile=" + this.tokenFile + ", allowInsecureToken="
					+ this.allowInsecureToken + ", maxMessageSize=" + this.maxMessageSize + ", ssl=" + this.ssl + "]";
		}

	}

	/**
	 * What happens when the control plane has not answered in time.
	 */
	public enum AwaitFailure {

		/**
		 * The start goes on, and rules come into force when they arrive.
		 */
		CONTINUE,

		/**
		 * The start fails.
		 */
		FAIL

	}

	/**
	 * TLS of the connection to the control plane.
	 *
	 * @param bundle Name of the SSL bundle with the authorities of the control plane and,
	 * for mutual TLS, the certificate of this application; none means the authorities of
	 * the JDK.
	 * @param serverName Name that the certificate of the control plane must have, by
	 * default the host of the endpoint.
	 */
	public record Ssl(@Nullable String bundle, @Nullable String serverName) {
	}

	/**
	 * Routing of load-balanced calls.
	 *
	 * @param enabled Whether instances are chosen by the rules.
	 */
	public record Loadbalancer(@DefaultValue("true") boolean enabled) {
	}

	/**
	 * Routing in Spring Cloud Gateway.
	 *
	 * @param enabled Whether the gateway asks the rules.
	 * @param routes Where routes of the gateway come from: "application" for its own
	 * routes only, "rules" for those of TrafficRouters that name this gateway too.
	 * @param accessLog Whether the gateway on WebFlux logs each request with its lane,
	 * rule and destination, to the logger "opensergo.access".
	 */
	public record Gateway(@DefaultValue("true") boolean enabled, @DefaultValue("application") Routes routes,
			@DefaultValue("false") boolean accessLog) {
	}

	/**
	 * Where routes of a gateway come from.
	 */
	public enum Routes {

		/**
		 * From the application.
		 */
		APPLICATION,

		/**
		 * From the application, and from rules after those.
		 */
		RULES

	}

	/**
	 * Protection by Sentinel.
	 *
	 * @param enabled Whether resources are protected by fault-tolerance rules.
	 * @param globalConcurrency What becomes of a limit of concurrency with the mode
	 * Global, which nobody can count for all instances: it is rejected, or each instance
	 * applies its share.
	 * @param withoutTokenServer What a rate limit with the mode Global does while no
	 * token server answers.
	 * @param transport What a dashboard of Sentinel asks.
	 */
	public record Sentinel(@DefaultValue("true") boolean enabled,
			@DefaultValue("reject") GlobalConcurrency globalConcurrency,
			@DefaultValue("local-share") WithoutTokens withoutTokenServer, @DefaultValue Transport transport) {

		/**
		 * The decisions for the engine.
		 * @return the options
		 */
		ProtectionOptions options() {
			return new ProtectionOptions(this.withoutTokenServer, this.globalConcurrency);
		}

	}

	/**
	 * Who may ask how requests were decided.
	 *
	 * @param token Token of at least 16 characters; whoever sends it in the header
	 * x-opensergo-debug is answered with the lane and the decision in headers. None means
	 * that nobody may ask.
	 */
	public record Debug(@Nullable String token) {

		private static final int MIN_TOKEN = 16;

		public Debug {
			if (token != null && !token.isEmpty() && token.length() < MIN_TOKEN) {
				throw new InvalidOpenSergoPropertyException("opensergo.debug.token", "***",
						"it is shorter than " + MIN_TOKEN + " characters",
						"Write a random text, for example what 'openssl rand -hex 16' prints");
			}
		}

		/**
		 * Leaves the token out.
		 */
		@Override
		public String toString() {
			return "Debug[token=" + ((this.token != null) ? "***" : null) + "]";
		}

	}

	/**
	 * What a dashboard of Sentinel asks. It is one for all applications of a virtual
	 * machine.
	 *
	 * @param enabled Whether the transport of Sentinel listens, when it is on the class
	 * path. It knows no authentication.
	 * @param address Address that it listens on.
	 */
	public record Transport(@DefaultValue("false") boolean enabled, @DefaultValue("127.0.0.1") String address) {
	}

	/**
	 * What health tells.
	 *
	 * @param controlPlane What a lost control plane is for the health of this
	 * application.
	 */
	public record Health(@DefaultValue("detail") ControlPlaneHealth controlPlane) {
	}

	/**
	 * What a lost control plane is for health.
	 */
	public enum ControlPlaneHealth {

		/**
		 * A detail: the last good rules are in force.
		 */
		DETAIL,

		/**
		 * A reason to be down.
		 */
		DOWN

	}

}
