package io.opensergo.core.balance;

import java.util.Map;
import java.util.Objects;

/**
 * Where calls come from: this application instance.
 *
 * @param place its place, {@link Place#UNKNOWN} when it does not tell
 * @param labels its labels
 */
public record Origin(Place place, Map<String, String> labels) {

	public Origin {
		Objects.requireNonNull(place, "place");
		labels = Map.copyOf(labels);
	}

}
