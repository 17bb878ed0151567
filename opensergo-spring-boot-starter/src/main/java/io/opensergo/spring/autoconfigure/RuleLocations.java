package io.opensergo.spring.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.source.FileRuleSource;
import io.opensergo.core.source.ResourceRuleSource;
import io.opensergo.core.source.RuleSource;
import io.opensergo.core.yaml.RuleReader;

import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * Makes a rule source of each location of {@code opensergo.rules}.
 */
final class RuleLocations {

	private static final String PROPERTY = "opensergo.rules";

	private static final String FILE = "file:";

	/**
	 * An editor or a copy writes a file in several steps within this time.
	 */
	private static final Duration DEBOUNCE = Duration.ofMillis(50);

	private final ResourcePatternResolver resources;

	private final RuleReader reader;

	private final Clock clock;

	RuleLocations(ResourceLoader resourceLoader, String namespace, Clock clock) {
		this.resources = new PathMatchingResourcePatternResolver(resourceLoader);
		this.reader = new RuleReader(namespace);
		this.clock = clock;
	}

	List<RuleSource> sources(List<String> locations) {
		return locations.stream().distinct().map(this::source).toList();
	}

	private RuleSource source(String location) {
		if (location.startsWith(FILE)) {
			return new FileRuleSource(path(location), this.reader, this.clock, DEBOUNCE);
		}
		if (location.startsWith(ResourceLoader.CLASSPATH_URL_PREFIX)
				|| location.startsWith(ResourcePatternResolver.CLASSPATH_ALL_URL_PREFIX)) {
			return new ResourceRuleSource(location, texts(location), this.reader);
		}
		throw new InvalidOpenSergoPropertyException(PROPERTY, location,
				"it says neither 'classpath:' nor 'file:' at its beginning",
				"Write, for example, classpath:opensergo/*.yaml, or file:/etc/opensergo for a folder that is watched");
	}

	private static Path path(String location) {
		String path = location.substring(FILE.length());
		if (path.indexOf('*') >= 0) {
			throw new InvalidOpenSergoPropertyException(PROPERTY, location, "'file:' locations take no wildcards",
					"Write the folder alone; all .yaml, .yml and .json files below it are read");
		}
		return Path.of(path.startsWith("//") ? path.substring(2) : path);
	}

	private Map<String, String> texts(String location) {
		Map<String, String> texts = new LinkedHashMap<>();
		try {
			for (Resource resource : this.resources.getResources(location)) {
				texts.put(name(resource), resource.getContentAsString(StandardCharsets.UTF_8));
			}
		}
		catch (FileNotFoundException ex) {
			// The folder of a pattern need not exist: an application without rules.
			return Map.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the rules at '" + location + "'", ex);
		}
		return texts;
	}

	private static String name(Resource resource) throws IOException {
		return resource.getURL().toString();
	}

}
