package io.opensergo.core.action;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies.Mirror;

/**
 * Where copies of a share of requests go. A copy is sent and forgotten; it carries the
 * path and the headers that the destination of the request sees.
 *
 * @param destination the destination of the copy
 * @param millionths the share, 1 to 1 000 000
 */
public record MirrorRule(Destination destination, int millionths) {

	public MirrorRule {
		Objects.requireNonNull(destination, "destination");
	}

	static List<MirrorRule> of(List<Mirror> mirrors) {
		return mirrors.stream()
			.map((mirror) -> new MirrorRule(mirror.destination(), Millionths.of(mirror.percentage())))
			.filter((rule) -> rule.millionths() > 0)
			.toList();
	}

	/**
	 * Draws whether a request is copied.
	 * @param random the source of the draw
	 * @return {@code true} when it is
	 */
	public boolean draw(RandomGenerator random) {
		return Millionths.draw(this.millionths, random);
	}

}
