package io.opensergo.core.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Cuts a text into documents. A syntax error costs one document only: the text is then
 * cut at the lines that begin with {@code ---}, which in YAML cannot be anything but a
 * document separator.
 */
final class YamlStream {

	/**
	 * The longest text, in characters.
	 */
	static final int MAX_CHARACTERS = 4 * 1024 * 1024;

	/**
	 * The most documents in one text.
	 */
	static final int MAX_DOCUMENTS = 10_000;

	/**
	 * The most aliases of lists and objects in one text, so that a small text cannot
	 * stand for a huge document.
	 */
	static final int MAX_ALIASES = 50;

	/**
	 * The deepest nesting of lists and objects.
	 */
	static final int MAX_DEPTH = 64;

	private static final Pattern SEPARATOR = Pattern.compile("^---(?=[ \\t\\r\\n]|\\z)", Pattern.MULTILINE);

	private static final Pattern TOP_LEVEL = Pattern.compile("^[A-Za-z]", Pattern.MULTILINE);

	private YamlStream() {
	}

	/**
	 * Reads all documents of a text.
	 * @param text the text
	 * @return the documents, in order
	 */
	static List<Document> read(String text) {
		if (text.length() > MAX_CHARACTERS) {
			return List.of(new Broken(null, 0,
					"the text has " + text.length() + " characters, at most " + MAX_CHARACTERS + " are read",
					"split it into several files", null));
		}
		try {
			return compose(text, 0);
		}
		catch (YAMLException ex) {
			return json(text) ? readJson(text, ex) : readParts(text, ex);
		}
	}

	private static List<Document> compose(String text, int lineOffset) {
		List<Document> documents = new ArrayList<>();
		for (Node node : new Yaml(options()).composeAll(new StringReader(text))) {
			if (documents.size() == MAX_DOCUMENTS) {
				documents.add(tooMany(node.getStartMark(), lineOffset));
				break;
			}
			documents.add(new Parsed(node, lineOffset));
		}
		return documents;
	}

	private static Broken tooMany(@Nullable Mark mark, int lineOffset) {
		return new Broken(mark, lineOffset, "the text has more than " + MAX_DOCUMENTS + " documents",
				"split it into several files", null);
	}

	private static LoaderOptions options() {
		LoaderOptions options = new LoaderOptions();
		options.setCodePointLimit(MAX_CHARACTERS);
		options.setMaxAliasesForCollections(MAX_ALIASES);
		options.setNestingDepthLimit(MAX_DEPTH);
		options.setProcessComments(false);
		return options;
	}

	private static List<Document> readParts(String text, YAMLException failure) {
		List<Document> documents = new ArrayList<>();
		Matcher separator = SEPARATOR.matcher(text);
		if (!separator.find()) {
			return List.of(broken(failure, text, 0));
		}
		separator.reset();
		int start = 0;
		int line = 0;
		while (separator.find()) {
			if (documents.size() >= MAX_DOCUMENTS) {
				documents.add(tooMany(null, line));
				return documents;
			}
			documents.addAll(readPart(text.substring(start, separator.start()), line));
			line += lines(text, start, separator.start());
			start = separator.start();
		}
		documents.addAll(readPart(text.substring(start), line));
		return documents;
	}

	private static List<Document> readPart(String part, int lineOffset) {
		if (part.lines().allMatch((line) -> line.isBlank() || line.startsWith("#") || line.startsWith("%"))) {
			return List.of();
		}
		try {
			return compose(part, lineOffset);
		}
		catch (YAMLException ex) {
			return List.of(broken(ex, part, lineOffset));
		}
	}

	/**
	 * Reads JSON as JSON tools write it: SnakeYAML knows neither tabs as white space nor
	 * the escape of the slash.
	 */
	private static List<Document> readJson(String text, YAMLException failure) {
		String yaml = jsonAsYaml(text);
		if (yaml.equals(text)) {
			return readParts(text, failure);
		}
		try {
			return compose(yaml, 0);
		}
		catch (YAMLException ex) {
			return readParts(text, failure);
		}
	}

	private static boolean json(String text) {
		String start = text.stripLeading();
		return start.startsWith("{") || start.startsWith("[");
	}

	private static String jsonAsYaml(String text) {
		StringBuilder yaml = new StringBuilder(text.length());
		boolean quoted = false;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (quoted && c == '\\' && i + 1 < text.length()) {
				char escaped = text.charAt(++i);
				yaml.append((escaped == '/') ? "/" : "\\" + escaped);
				continue;
			}
			if (c == '"') {
				quoted = !quoted;
			}
			yaml.append((c == '\t' && !quoted) ? ' ' : c);
		}
		return yaml.toString();
	}

	private static Broken broken(YAMLException ex, String part, int lineOffset) {
		if (ex instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
			Mark mark = place(marked);
			String context = (marked.getContext() != null) ? " " + marked.getContext() : "";
			return new Broken(mark, lineOffset, "not valid YAML: " + marked.getProblem() + context,
					"check indentation, quotes and brackets here and in the line before", head(part, mark.getLine()));
		}
		if (ex instanceof ReaderException reader) {
			String character = String.format("U+%04X", reader.getCodePoint());
			return new Broken(null, lineOffset + lines(part, 0, Math.min(reader.getPosition(), part.length())),
					"not valid YAML: the character " + character + " is not allowed", "remove the character", null);
		}
		return new Broken(null, lineOffset, "not valid YAML: " + firstLine(ex), "make the document simpler", null);
	}

	/**
	 * Where the author should look: an open bracket or quote is noticed at the end of the
	 * text only, but began at the context.
	 */
	private static Mark place(MarkedYAMLException ex) {
		Mark problem = ex.getProblemMark();
		Mark context = ex.getContextMark();
		boolean atEnd = problem.getPointer() >= problem.getBuffer().length
				|| problem.getBuffer()[problem.getPointer()] == 0;
		return (atEnd && context != null) ? context : problem;
	}

	private static String firstLine(YAMLException ex) {
		String message = ex.getMessage();
		return (message != null) ? YamlValue.shown(message.lines().findFirst().orElse("")) : "unreadable";
	}

	/**
	 * The part of a broken document before the error, cut at a top-level key, so that the
	 * name of the rule can still be told.
	 */
	private static @Nullable Node head(String part, int errorLine) {
		int end = 0;
		for (int line = 0; line <= errorLine && end >= 0 && end < part.length(); line++) {
			int next = part.indexOf('\n', end);
			end = (next < 0) ? part.length() : next + 1;
		}
		Matcher topLevel = TOP_LEVEL.matcher(part).region(0, Math.max(end, 0)).useAnchoringBounds(false);
		int cut = 0;
		while (topLevel.find()) {
			cut = topLevel.start();
		}
		try {
			return new Yaml(options()).compose(new StringReader(part.substring(0, cut)));
		}
		catch (YAMLException ex) {
			return null;
		}
	}

	private static int lines(String text, int start, int end) {
		return (int) text.substring(start, end).chars().filter((c) -> c == '\n').count();
	}

	/**
	 * One document of a text.
	 */
	sealed interface Document {

		/**
		 * The number of lines before the text that the marks count in.
		 * @return the number of lines
		 */
		int lineOffset();

	}

	/**
	 * A document with correct syntax.
	 *
	 * @param root the root
	 * @param lineOffset the number of lines before the text that the marks count in
	 */
	record Parsed(Node root, int lineOffset) implements Document {
	}

	/**
	 * A document that is not YAML.
	 *
	 * @param mark the place of the error, or {@code null}
	 * @param lineOffset the number of lines before the text that the mark counts in
	 * @param reason what is wrong
	 * @param fix what to do
	 * @param head the part before the error, or {@code null}
	 */
	record Broken(@Nullable Mark mark, int lineOffset, String reason, String fix,
			@Nullable Node head) implements Document {
	}

}
