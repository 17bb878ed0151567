package io.opensergo.core.source;

import java.util.List;

/**
 * Reads a text into documents. What is wrong with a text is reported by its documents,
 * never thrown.
 */
@FunctionalInterface
public interface RuleDocumentReader {

	/**
	 * Reads all documents of a text, one by one. Empty documents are left out.
	 * @param source the name of the text in messages, such as a file path
	 * @param text the text
	 * @return the documents in the order of the text
	 */
	List<RuleDocument> readDocuments(String source, String text);

}
