package io.opensergo.core.route;

import io.opensergo.core.rule.Destination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostNames} and {@link ClusterNames}.
 */
class HostNamesTests {

	@ParameterizedTest
	@CsvSource({ "stock, stock.default.svc.cluster.local", "api.example.com, api.example.com",
			"Stock, stock.default.svc.cluster.local", "a.b.svc.cluster.local., a.b.svc.cluster.local", "*, *",
			"*.foo.com, *.foo.com", "a.b.svc.cluster.local.default.svc.cluster.local, a.b.svc.cluster.local" })
	void resolveCompletesShortNames(String host, String expected) {
		assertThat(HostNames.resolve(host, "default")).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "stock, stock", "stock.default.svc.cluster.local, stock", "api.example.com, api.example.com",
			"a.b.svc.cluster.local.default.svc.cluster.local, a" })
	void serviceOfIsWhatARegistryKnows(String host, String expected) {
		assertThat(HostNames.serviceOf(host)).isEqualTo(expected);
	}

	@Test
	void clusterNamesAreReadAndWritten() {
		Destination destination = new Destination("stock", "v2", 8080, null);
		String name = ClusterNames.format(destination, "default");
		assertThat(name).isEqualTo("outbound|8080|v2|stock.default.svc.cluster.local");
		assertThat(ClusterNames.parse(name))
			.isEqualTo(new Destination("stock.default.svc.cluster.local", "v2", 8080, null));
		assertThat(ClusterNames.parse("outbound|||stock")).isEqualTo(Destination.of("stock"));
		assertThat(ClusterNames.parse("www2")).isEqualTo(Destination.of("www2"));
		assertThat(ClusterNames.parse("outbound|x||stock")).isEqualTo(Destination.of("outbound|x||stock"));
	}

}
