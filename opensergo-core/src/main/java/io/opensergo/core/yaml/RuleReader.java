package io.opensergo.core.yaml;

import io.opensergo.core.source.RuleSet;

/**
 * Reads CR documents. Every problem of a text is found in one pass; a document with an
 * error gives no rule, and no document harms another.
 */
public final class RuleReader {

	private final String defaultNamespace;

	/**
	 * Creates a reader.
	 * @param defaultNamespace the namespace of documents that name none
	 */
	public RuleReader(String defaultNamespace) {
		this.defaultNamespace = defaultNamespace;
	}

	/**
	 * Reads all documents of a text.
	 * @param source the name of the text in messages, such as a file path
	 * @param text YAML, possibly of several documents, or JSON
	 * @return the rules and what is wrong
	 */
	public RuleSet read(String source, String text) {
		throw new UnsupportedOperationException(this.defaultNamespace + source + text);
	}

}
