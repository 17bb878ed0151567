package io.opensergo.client.codec;

import java.util.List;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.RouteAction.Forward;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.WeightedDestination;
import io.opensergo.core.source.RuleSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteConfigurationJson}.
 */
class RouteConfigurationJsonTests {

	private final RouteConfigurationJson json = new RouteConfigurationJson("default");

	@ParameterizedTest
	@ValueSource(strings = {
			"""
					{"name": "local_route", "virtual_hosts": [{"name": "www", "domains": ["*"], "routes": [
					  {"match": {"path_separated_prefix": "/api", "case_sensitive": false},
					   "route": {"weighted_clusters": {"clusters": [{"name": "outbound|80|v2|www.a.svc.cluster.local", "weight": 3},
					     {"name": "other", "weight": 1}]}, "timeout": "1.5s"}}]}]}""",
			"""
					{"@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
					 "name": "local_route", "virtualHosts": [{"name": "www", "domains": ["*"], "routes": [
					  {"match": {"pathSeparatedPrefix": "/api", "caseSensitive": false},
					   "route": {"weightedClusters": {"clusters": [{"name": "outbound|80|v2|www.a.svc.cluster.local", "weight": 3},
					     {"name": "other", "weight": 1}]}, "timeout": "1.5s"}}]}]}""" })
	void readTakesBothSpellings(String document) {
		RuleSet read = this.json.read("routes.json", document);
		assertThat(read.rejections()).isEmpty();
		RouteConfiguration configuration = (RouteConfiguration) read.rules().get(0);
		assertThat(configuration.metadata()).isEqualTo(RuleMetadata.of("default", "local_route"));
		RouteConfiguration.Route route = configuration.virtualHosts().get(0).routes().get(0);
		assertThat(route.match().path()).isEqualTo(new PathMatch.PathSeparatedPrefix("/api", true));
		Forward forward = (Forward) route.action();
		assertThat(forward.policies().timeout()).hasMillis(1500);
		assertThat(forward.destinations()).containsExactly(
				WeightedDestination.of(new Destination("www.a.svc.cluster.local", "v2", 80, null), 3),
				WeightedDestination.of(Destination.of("other"), 1));
	}

	@Test
	void readStripsUnknownTypesAndReadsKnownOnes() {
		RuleSet read = this.json.read("routes.json",
				"""
						{"name": "r", "virtual_hosts": [{"name": "www", "domains": ["*"], "routes": [
						  {"match": {"prefix": "/"}, "route": {"cluster": "www"}, "typed_per_filter_config": {
						    "envoy.filters.http.lua": {"@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.LuaPerRoute",
						      "disabled": true},
						    "envoy.filters.http.fault": {"@type": "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault",
						      "abort": {"http_status": 503, "percentage": {"numerator": 50}}}}}]}]}""");
		assertThat(read.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.describe()).startsWith("routes.json: warning: ").contains("LuaPerRoute");
		});
		Forward forward = (Forward) ((RouteConfiguration) read.rules().get(0)).virtualHosts()
			.get(0)
			.routes()
			.get(0)
			.action();
		assertThat(forward.policies().fault())
			.isEqualTo(new HttpPolicies.Fault(null, new HttpPolicies.Abort(503, null, 50)));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "[]", "7", "{", "{\"virtual_hosts\": 7}", "{\"nonsense\": 1}", "{\"virtual_hosts\": [7]}" })
	void readOfOtherDocumentsRejects(String document) {
		RuleSet read = this.json.read("routes.json", document);
		assertThat(read.rules()).isEmpty();
		assertThat(read.rejections()).extracting(Rejection::severity).containsExactly(Severity.ERROR);
	}

	@Test
	void readOfUnknownFieldNamesIt() {
		assertThat(this.json.read("routes.json", "{\"virtual_host\": []}").rejections()).singleElement()
			.satisfies((rejection) -> assertThat(rejection.reason()).contains("virtual_host"));
	}

	@Test
	void readOfDeepDocumentRejects() {
		String deep = "{\"a\":".repeat(200) + "1" + "}".repeat(200);
		assertThat(this.json.read("routes.json", deep).rejections()).extracting(Rejection::severity)
			.isEqualTo(List.of(Severity.ERROR));
	}

	@Test
	void readIsStrict() {
		RuleSet read = this.json.read("routes.json", """
				{"virtual_hosts": [{"name": "www", "domains": ["*"], "routes": [
				  {"match": {}, "route": {"cluster": "www"}}]}]}""");
		assertThat(read.rules()).isEmpty();
		assertThat(read.rejections()).singleElement()
			.satisfies((rejection) -> assertThat(rejection.reason()).contains("no path condition"));
	}

}
