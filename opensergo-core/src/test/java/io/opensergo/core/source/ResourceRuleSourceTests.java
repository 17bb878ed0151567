package io.opensergo.core.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.source.RuleSourceStatus.State;
import io.opensergo.core.yaml.RuleReader;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResourceRuleSource}.
 */
class ResourceRuleSourceTests {

	@Test
	void startPublishesAllTextsOnce() {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("classpath:a.yaml", workload("a", "one"));
		texts.put("classpath:b.yaml", workload("b", "two") + "---\n" + workload("a", "three"));
		ResourceRuleSource source = new ResourceRuleSource("classpath", texts, new RuleReader("default"));
		assertThat(source.status().state()).isEqualTo(State.STARTING);
		List<RuleSet> heard = new ArrayList<>();
		source.start(heard::add);
		assertThat(heard).hasSize(1);
		assertThat(heard.get(0).rules()).extracting("host").containsExactly("one", "two");
		assertThat(heard.get(0).rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.source()).isEqualTo("classpath:b.yaml");
			assertThat(rejection.reason()).contains("already defined in classpath:a.yaml:1");
		});
		assertThat(source.status().state()).isEqualTo(State.UP);
		assertThat(source.status().lastUpdate()).isNotNull();
		source.close();
		assertThat(source.status().state()).isEqualTo(State.CLOSED);
	}

	private static String workload(String name, String host) {
		return "apiVersion: traffic.opensergo.io/v1alpha1\nkind: VirtualWorkload\nmetadata: {name: " + name
				+ "}\nspec: {host: " + host + "}\n";
	}

}
