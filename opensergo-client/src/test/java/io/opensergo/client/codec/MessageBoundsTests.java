package io.opensergo.client.codec;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import com.google.protobuf.Any;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSet;
import io.opensergo.protocol.envoy.config.route.v3.HeaderMatcher;
import io.opensergo.protocol.envoy.config.route.v3.Route;
import io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration;
import io.opensergo.protocol.envoy.config.route.v3.RouteMatch;
import io.opensergo.protocol.envoy.config.route.v3.VirtualHost;
import io.opensergo.protocol.envoy.type.matcher.v3.RegexMatcher;
import io.opensergo.protocol.envoy.type.matcher.v3.StringMatcher;
import io.opensergo.protocol.traffic.v1.RuleMetadata;
import io.opensergo.protocol.traffic.v1.TrafficLane;
import io.opensergo.protocol.traffic.v1.VirtualWorkload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageBounds}.
 */
class MessageBoundsTests {

	private final RuleCodec codec = new RuleCodec(DecodeProfile.LENIENT);

	@Test
	void decodeRefusesMoreRulesThanAPushMayHold() {
		List<Any> payloads = Collections.nCopies(MessageBounds.MAX_RULES + 1, Any.getDefaultInstance());
		RuleSet rules = decode(RuleKind.TRAFFIC_LANE, payloads);
		assertThat(rules.rules()).isEmpty();
		assertThat(rules.rejections()).singleElement()
			.satisfies((rejection) -> assertThat(rejection.reason()).contains("20001 rules, at most 20000"));
	}

	@Test
	void decodeRefusesMoreRegularExpressionsThanAPushMayHold() {
		int half = MessageBounds.MAX_REGEXES / 2;
		assertThat(decode(RuleKind.TRAFFIC_ROUTER, List.of(routes("a", half), routes("b", half))).rejections())
			.extracting(Rejection::reason)
			.noneMatch((reason) -> reason.contains("regular expressions"));
		RuleSet rules = decode(RuleKind.TRAFFIC_ROUTER, List.of(routes("a", half), routes("b", half + 1)));
		assertThat(rules.rules()).hasSize(1);
		assertThat(rules.rejections()).extracting(Rejection::reason)
			.contains("the push holds more than 10000 regular expressions");
	}

	@Test
	void decodeRefusesMoreLabelsThanASelectorMayHave() {
		assertThat(decode(RuleKind.TRAFFIC_LANE, List.of(lane(MessageBounds.MAX_LABELS))).rejections())
			.extracting(Rejection::reason)
			.noneMatch((reason) -> reason.contains("entries"));
		RuleSet rules = decode(RuleKind.TRAFFIC_LANE, List.of(lane(MessageBounds.MAX_LABELS + 1)));
		assertThat(rules.rules()).isEmpty();
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.path()).isEqualTo("instance_labels");
			assertThat(rejection.reason()).isEqualTo("there are 65 entries, at most 64 are allowed");
		});
	}

	@Test
	void decodeFindsLabelsInsideLists() {
		VirtualWorkload.Builder workload = VirtualWorkload.newBuilder()
			.setMetadata(RuleMetadata.newBuilder().setName("w"))
			.setHost("stock");
		workload.addSubsetsBuilder().setName("v1");
		workload.addSubsetsBuilder().setName("v2");
		IntStream.rangeClosed(0, MessageBounds.MAX_LABELS)
			.forEach((i) -> workload.getSubsetsBuilder(1).putLabels("l" + i, "x"));
		assertThat(decode(RuleKind.VIRTUAL_WORKLOAD, List.of(Any.pack(workload.build()))).rejections()).singleElement()
			.satisfies((rejection) -> assertThat(rejection.path()).isEqualTo("subsets[1].labels"));
	}

	private RuleSet decode(RuleKind kind, List<Any> payloads) {
		return this.codec.decode(kind, "default", "test", payloads);
	}

	private static Any lane(int labels) {
		TrafficLane.Builder lane = TrafficLane.newBuilder().setMetadata(RuleMetadata.newBuilder().setName("gray"));
		IntStream.range(0, labels).forEach((i) -> lane.putInstanceLabels("l" + i, "x"));
		return Any.pack(lane.build());
	}

	private static Any routes(String name, int regexes) {
		VirtualHost.Builder host = VirtualHost.newBuilder().setName(name).addDomains(name);
		RegexMatcher regex = RegexMatcher.newBuilder().setRegex("a+").build();
		for (int i = 0; i < regexes; i++) {
			host.addRoutes(Route.newBuilder()
				.setMatch(RouteMatch.newBuilder()
					.setPrefix("/")
					.addHeaders(HeaderMatcher.newBuilder()
						.setName("x-h")
						.setStringMatch(StringMatcher.newBuilder().setSafeRegex(regex)))));
		}
		return Any.pack(RouteConfiguration.newBuilder().setName(name).addVirtualHosts(host).build());
	}

}
