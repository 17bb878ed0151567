package io.opensergo.spring.sentinel.http;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundNames} and {@link InboundNames}.
 */
class OutboundNamesTests {

	private final OutboundNames names = new OutboundNames();

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					http://stock/items/1,          http://stock/items/{id},         http://stock,         GET:http://stock/items/{id}
					http://stock/items/2?q=1,      /items/{id}?q={q},               http://stock,         GET:http://stock/items/{id}
					http://stock:81/items,         http://{host}:81/items,          http://stock:81,      GET:http://stock:81/items
					http://stock,                  http://stock,                    http://stock,         GET:http://stock/
					https://me:secret@stock/items, /items,                          https://stock,        GET:https://stock/items
					http://stock/a/b,              '/{path:[?#]+}/b#top',           http://stock,         'GET:http://stock/{path:[?#]+}/b'
					""")
	void callHasNamesOfServiceAndTemplate(String uri, String template, String service, String name) {
		assertThat(this.names.of("GET", URI.create(uri), template)).containsExactly(service, name);
		assertThat(this.names.of("GET", URI.create(uri), template))
			.isSameAs(this.names.of("GET", URI.create(uri), template));
	}

	@ParameterizedTest
	@CsvSource({ "http://stock/items/1,", "http://stock/items/1, {url}" })
	void callWithoutPathOfTemplateHasNameOfService(String uri, String template) {
		assertThat(this.names.of("GET", URI.create(uri), template)).containsExactly("http://stock");
	}

	@Test
	void namesAreBounded() {
		Set<String> seen = new HashSet<>();
		for (int service = 0; service < 300; service++) {
			for (int path = 0; path < 300; path++) {
				seen.addAll(this.names.of("GET", URI.create("http://h" + service + "/p"), "/p/" + path));
			}
		}
		assertThat(seen).hasSizeLessThanOrEqualTo(OutboundNames.MAX_NAMES + OutboundNames.MAX_SERVICES + 1)
			.contains(OutboundNames.OTHER_SERVICES)
			.filteredOn((name) -> name.startsWith("GET:http://h0/"))
			.hasSize(OutboundNames.MAX_TEMPLATES);
	}

	@Test
	void inboundNamesAreBounded() {
		InboundNames inbound = new InboundNames();
		assertThat(inbound.of("GET", "/items/{id}")).containsExactly("GET:/items/{id}")
			.isSameAs(inbound.of("GET", "/items/{id}"));
		assertThat(inbound.of("GET", null)).containsExactly("GET:/**");
		assertThat(inbound.of("BREW", "/pot")).containsExactly("OTHER:/pot").isSameAs(inbound.of("STEEP", "/pot"));
	}

}
