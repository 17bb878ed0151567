package io.opensergo.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the properties that the documentation names, and for the metadata of all.
 */
class DocumentedPropertiesTests {

	private static final Path ROOT = Path.of("..");

	/**
	 * A key, but neither the domain of the rules' API nor a part of a longer name.
	 */
	private static final Pattern KEY = Pattern.compile("(?<![\\w./-])opensergo\\.(?!io\\b)[a-z.-]*[a-z]");

	private static final String CONTROL_PLANE_METERS = "opensergo.control.plane.";

	/**
	 * Keys of observations, attributes of requests, and the logger of a gateway.
	 */
	private static final Set<String> NAMES_OF_GATEWAYS = Set.of("opensergo.access", "opensergo.destination",
			"opensergo.fallback", "opensergo.lane", "opensergo.route", "opensergo.rule", "opensergo.subset");

	@Test
	void everyPropertyHasADescription() throws IOException {
		assertThat(properties()).hasSizeGreaterThan(10)
			.allSatisfy((property) -> assertThat((String) property.get("description")).as("%s", property.get("name"))
				.isNotBlank());
	}

	@Test
	void everyPropertyOfTheDocumentationExists() throws IOException {
		List<String> known = properties().stream().map((property) -> (String) property.get("name")).toList();
		TreeSet<String> documented = new TreeSet<>();
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			List<Path> files = docs.filter((file) -> file.toString().endsWith(".md")).toList();
			for (Path file : Stream.concat(Stream.of(ROOT.resolve("README.md")), files.stream()).toList()) {
				KEY.matcher(Files.readString(file)).results().map(MatchResult::group).forEach(documented::add);
			}
		}
		documented.removeIf((key) -> key.startsWith(CONTROL_PLANE_METERS) || NAMES_OF_GATEWAYS.contains(key));
		assertThat(documented).contains("opensergo.endpoint", "opensergo.workload.lane")
			.allMatch((key) -> known.stream().anyMatch((name) -> key.equals(name) || key.startsWith(name + ".")));
	}

	private static List<Map<String, Object>> properties() throws IOException {
		try (InputStream metadata = new ClassPathResource("/META-INF/spring-configuration-metadata.json",
				OpenSergoProperties.class)
			.getInputStream()) {
			return JsonPath.read(metadata, "$.properties[?(@.name =~ /opensergo\\..*/)]");
		}
	}

}
