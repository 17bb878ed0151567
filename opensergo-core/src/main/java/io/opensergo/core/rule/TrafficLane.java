package io.opensergo.core.rule;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A traffic lane: which requests enter it at which applications, and which instances
 * belong to it. The published draft names the coloring rules only; the parts marked as
 * extension are ours.
 *
 * @param metadata the metadata
 * @param selector labels of the entry applications, all must be contained; empty selects
 * every application of the namespace
 * @param traffic conditions by what a request looks like, one of them is enough
 * @param workload labels that color every request that passes such an instance; empty for
 * none
 * @param lane the name of the lane, case-sensitive
 * @param traceIdBaggage the header and baggage key that carries the lane
 * @param mode what happens where the lane has no instance (extension)
 * @param instanceLabels labels of the instances that belong to the lane; empty means
 * {@code opensergo.io/lane: <lane>} (extension)
 * @param priority the order among lanes, lower first, {@code null} for the order of names
 * (extension)
 * @see <a href=
 * "https://github.com/opensergo/opensergo-specification/blob/main/specification/zh-Hans/traffic-lane.md">OpenSergo:
 * TrafficLane</a>
 */
public record TrafficLane(RuleMetadata metadata, Map<String, String> selector, List<TrafficMatch> traffic,
		Map<String, String> workload, String lane, String traceIdBaggage, Mode mode, Map<String, String> instanceLabels,
		@Nullable Integer priority) implements Rule {

	/**
	 * The header and baggage key that carries a lane unless a rule says otherwise.
	 */
	public static final String DEFAULT_TRAFFIC_HEADER = "x-opensergo-traffic";

	/**
	 * The label that tells the lane of an instance.
	 */
	public static final String LANE_LABEL = "opensergo.io/lane";

	public TrafficLane {
		Objects.requireNonNull(metadata, "metadata");
		selector = Map.copyOf(selector);
		traffic = List.copyOf(traffic);
		workload = Map.copyOf(workload);
		Objects.requireNonNull(lane, "lane");
		Objects.requireNonNull(traceIdBaggage, "traceIdBaggage");
		Objects.requireNonNull(mode, "mode");
		instanceLabels = Map.copyOf(instanceLabels);
	}

	@Override
	public RuleKind kind() {
		return RuleKind.TRAFFIC_LANE;
	}

	/**
	 * The labels of the instances that belong to the lane.
	 * @return the written labels, or the default label
	 */
	public Map<String, String> effectiveInstanceLabels() {
		return this.instanceLabels.isEmpty() ? Map.of(LANE_LABEL, this.lane) : this.instanceLabels;
	}

	/**
	 * What happens to a request of a lane at a service that has no instance in it.
	 */
	public enum Mode {

		/**
		 * The request goes on as untagged traffic would, and returns to its lane at the
		 * next service.
		 */
		PERMISSIVE,

		/**
		 * The request is refused with 503.
		 */
		STRICT

	}

	/**
	 * One {@code traffic.http} block: all of its conditions must hold.
	 *
	 * @param headers conditions by header name
	 * @param uri the path without query, or {@code null}
	 * @param queryParams conditions by parameter name (extension)
	 * @param cookies conditions by cookie name (extension)
	 * @param method the method, or {@code null} (extension)
	 * @param authority the authority, or {@code null} (extension)
	 * @param sourceIp address ranges of the client, any of them; empty for all
	 * (extension)
	 * @param percentage the share of the requests that enter, {@code null} for all
	 * (extension)
	 */
	public record TrafficMatch(Map<String, StringMatch> headers, @Nullable StringMatch uri,
			Map<String, StringMatch> queryParams, Map<String, StringMatch> cookies, @Nullable StringMatch method,
			@Nullable StringMatch authority, List<String> sourceIp, @Nullable Percentage percentage) {

		public TrafficMatch {
			headers = Map.copyOf(headers);
			queryParams = Map.copyOf(queryParams);
			cookies = Map.copyOf(cookies);
			sourceIp = List.copyOf(sourceIp);
		}

	}

	/**
	 * A share of requests.
	 *
	 * @param value 0 to 100
	 * @param hashOn the key by which the same user always gets the same answer,
	 * {@code null} for a random draw per request
	 */
	public record Percentage(double value, @Nullable HashKey hashOn) {
	}

	/**
	 * Where the key of a sticky share is found.
	 *
	 * @param source the part of the request
	 * @param name the name of the header, cookie or parameter; empty for the source
	 * address
	 */
	public record HashKey(Source source, String name) {

		public HashKey {
			Objects.requireNonNull(source, "source");
			Objects.requireNonNull(name, "name");
		}

		/**
		 * A part of a request that can hold a key.
		 */
		public enum Source {

			/**
			 * A request header.
			 */
			HEADER,

			/**
			 * A cookie.
			 */
			COOKIE,

			/**
			 * A query parameter.
			 */
			QUERY_PARAM,

			/**
			 * The address of the client.
			 */
			SOURCE_IP

		}

	}

}
