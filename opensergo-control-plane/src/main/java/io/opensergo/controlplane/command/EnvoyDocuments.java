package io.opensergo.controlplane.command;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The Envoy RouteConfigurations among the documents of a text, told by their key
 * {@code virtual_hosts}, and the text without them.
 *
 * @param others the text with the configurations blanked out, so that lines and columns
 * of the other documents stay
 * @param configurations the configurations
 */
record EnvoyDocuments(String others, List<Document> configurations) {

	private static final String SNAKE_CASE_KEY = "virtual_hosts";

	private static final String CAMEL_CASE_KEY = "virtualHosts";

	private static final int MAX_CODE_POINTS = 16 * 1024 * 1024;

	EnvoyDocuments {
		configurations = List.copyOf(configurations);
	}

	/**
	 * Looks through a text.
	 * @param text YAML or JSON; when it cannot be parsed, it has no configurations, and
	 * whoever reads the others will say why
	 * @return the documents
	 */
	static EnvoyDocuments in(String text) {
		if (!text.contains(SNAKE_CASE_KEY) && !text.contains(CAMEL_CASE_KEY)) {
			return new EnvoyDocuments(text, List.of());
		}
		try {
			return split(text);
		}
		catch (YAMLException ex) {
			return new EnvoyDocuments(text, List.of());
		}
	}

	private static EnvoyDocuments split(String text) {
		List<Document> configurations = new ArrayList<>();
		StringBuilder others = new StringBuilder(text);
		for (Node node : yaml().composeAll(new StringReader(text))) {
			if (isConfiguration(node)) {
				int start = text.offsetByCodePoints(0, node.getStartMark().getIndex());
				int end = text.offsetByCodePoints(0, node.getEndMark().getIndex());
				configurations.add(new Document(node.getStartMark().getLine() + 1, text.substring(start, end)));
				blank(others, start, end);
			}
		}
		return new EnvoyDocuments(others.toString(), configurations);
	}

	private static boolean isConfiguration(Node node) {
		if (!(node instanceof MappingNode mapping)) {
			return false;
		}
		for (NodeTuple entry : mapping.getValue()) {
			if (entry.getKeyNode() instanceof ScalarNode key
					&& (key.getValue().equals(SNAKE_CASE_KEY) || key.getValue().equals(CAMEL_CASE_KEY))) {
				return true;
			}
		}
		return false;
	}

	private static void blank(StringBuilder text, int start, int end) {
		for (int i = start; i < end; i++) {
			if (text.charAt(i) != '\n' && text.charAt(i) != '\r') {
				text.setCharAt(i, ' ');
			}
		}
	}

	private static Yaml yaml() {
		LoaderOptions loading = new LoaderOptions();
		loading.setAllowDuplicateKeys(false);
		loading.setCodePointLimit(MAX_CODE_POINTS);
		DumperOptions dumping = new DumperOptions();
		return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading,
				new TimelessResolver());
	}

	/**
	 * One configuration.
	 *
	 * @param line the line that it begins at, from 1
	 * @param text the document as written
	 */
	record Document(int line, String text) {

		/**
		 * The document as JSON.
		 * @return the JSON text
		 * @throws IllegalArgumentException when it has no JSON form, such as with a
		 * duplicate key or a value that contains itself
		 */
		String json() {
			try {
				StringWriter json = new StringWriter();
				try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), json)) {
					write(yaml().load(text()), generator);
				}
				return json.toString();
			}
			catch (MarkedYAMLException ex) {
				throw new IllegalArgumentException(
						ex.getProblem() + " in line " + (line() + ex.getProblemMark().getLine()), ex);
			}
			catch (YAMLException | JacksonException ex) {
				throw new IllegalArgumentException(String.valueOf(ex.getMessage()), ex);
			}
		}

	}

	private static void write(@Nullable Object value, JsonGenerator json) {
		if (value instanceof Map<?, ?> map) {
			json.writeStartObject();
			map.forEach((key, item) -> {
				json.writeName(String.valueOf(key));
				write(item, json);
			});
			json.writeEndObject();
		}
		else if (value instanceof Collection<?> items) {
			json.writeStartArray();
			items.forEach((item) -> write(item, json));
			json.writeEndArray();
		}
		else if (value instanceof Number number) {
			json.writeNumber(number.toString());
		}
		else if (value instanceof Boolean truth) {
			json.writeBoolean(truth);
		}
		else {
			json.writeString((value != null) ? value.toString() : null);
		}
	}

	/**
	 * JSON has no dates: a date in YAML is the text that is written.
	 */
	private static final class TimelessResolver extends Resolver {

		@Override
		protected void addImplicitResolvers() {
			addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
			addImplicitResolver(Tag.INT, INT, "-+0123456789");
			addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
			addImplicitResolver(Tag.MERGE, MERGE, "<");
			addImplicitResolver(Tag.NULL, NULL, "~nN\0");
			addImplicitResolver(Tag.NULL, EMPTY, null);
		}

	}

}
