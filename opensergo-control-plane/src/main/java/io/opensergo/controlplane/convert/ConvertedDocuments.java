package io.opensergo.controlplane.convert;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents of a conversion.
 *
 * @param documents YAML by file name without extension, in the order to apply
 * @param notes what the target cannot express, one sentence each
 */
public record ConvertedDocuments(Map<String, String> documents, List<String> notes) {

	public ConvertedDocuments {
		documents = Collections.unmodifiableMap(new LinkedHashMap<>(documents));
		notes = List.copyOf(notes);
	}

}
