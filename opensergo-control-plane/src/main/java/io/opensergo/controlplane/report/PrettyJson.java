package io.opensergo.controlplane.report;

import java.io.StringWriter;
import java.util.function.Consumer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;

/**
 * JSON with line breaks and indentation, without data binding.
 */
final class PrettyJson {

	private static final JsonFactory FACTORY = new JsonFactory();

	private static final Separators SEPARATORS = Separators.createDefaultInstance()
		.withObjectNameValueSpacing(Spacing.AFTER)
		.withObjectEmptySeparator("")
		.withArrayEmptySeparator("");

	private PrettyJson() {
	}

	/**
	 * Renders a document.
	 * @param content writes the one value of the document
	 * @return the text, ends with a line break
	 */
	static String render(Consumer<JsonGenerator> content) {
		StringWriter text = new StringWriter();
		try (JsonGenerator json = FACTORY.createGenerator(new Context(), text)) {
			content.accept(json);
		}
		return text.append('\n').toString();
	}

	private static final class Context extends ObjectWriteContext.Base {

		@Override
		public PrettyPrinter getPrettyPrinter() {
			DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
			return new DefaultPrettyPrinter(SEPARATORS).withArrayIndenter(indenter).withObjectIndenter(indenter);
		}

		@Override
		public boolean hasPrettyPrinter() {
			return true;
		}

	}

}
