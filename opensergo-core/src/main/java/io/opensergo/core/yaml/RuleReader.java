package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.opensergo.core.source.RuleDocument;
import io.opensergo.core.source.RuleDocumentReader;
import io.opensergo.core.source.RuleSet;

/**
 * Reads CR documents. Every problem of a text is found in one pass; a document with an
 * error gives no rule, and no document harms another. Nothing in a text makes a reading
 * method throw; a text of more than 4 Mi characters, 10,000 documents, 50 aliases of
 * lists and objects, or 64 levels is refused. Safe for use by several threads.
 */
public final class RuleReader implements RuleDocumentReader {

	private final String defaultNamespace;

	/**
	 * Creates a reader.
	 * @param defaultNamespace the namespace of documents that name none
	 */
	public RuleReader(String defaultNamespace) {
		this.defaultNamespace = Objects.requireNonNull(defaultNamespace, "defaultNamespace");
	}

	/**
	 * Reads all documents of a text. Of two documents with the same identity the later
	 * one is a rejection.
	 * @param source the name of the text in messages, such as a file path
	 * @param text YAML, possibly of several documents, or JSON
	 * @return the rules and what is wrong
	 */
	public RuleSet read(String source, String text) {
		return RuleDocument.merge(readDocuments(source, text));
	}

	@Override
	public List<RuleDocument> readDocuments(String source, String text) {
		Objects.requireNonNull(source, "source");
		DocumentReader reader = new DocumentReader(source, this.defaultNamespace);
		List<RuleDocument> documents = new ArrayList<>();
		for (YamlStream.Document document : YamlStream.read(text)) {
			if (document instanceof YamlStream.Parsed parsed) {
				documents.addAll(reader.read(parsed.root(), parsed.lineOffset()));
			}
			else if (document instanceof YamlStream.Broken broken) {
				documents.add(reader.readBroken(broken));
			}
		}
		return documents;
	}

}
