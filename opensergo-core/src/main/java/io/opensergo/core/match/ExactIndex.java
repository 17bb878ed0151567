package io.opensergo.core.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Which of many alternatives, in order, are worth asking for a request. One that needs an
 * exact value of some attribute, such as a header or the path, is worth asking only when
 * the request has that value; it is found by a lookup. Of several values, such as a
 * method and a path, the one that fewest alternatives need is looked up. Immutable.
 *
 * @param <A> what names an attribute of a request
 */
public final class ExactIndex<A> {

	/**
	 * Up to this many alternatives a scan is as fast as a lookup.
	 */
	private static final int MAX_SCANNED = 8;

	/**
	 * Each attribute costs a lookup per request; alternatives by further ones are
	 * scanned.
	 */
	private static final int MAX_ATTRIBUTES = 4;

	private static final int[] NONE = new int[0];

	private final int[] scanned;

	private final List<A> attributes;

	private final List<Map<String, int[]>> positions;

	private ExactIndex(int[] scanned, List<A> attributes, List<Map<String, int[]>> positions) {
		this.scanned = scanned;
		this.attributes = attributes;
		this.positions = positions;
	}

	/**
	 * Sorts alternatives.
	 * @param <A> what names an attribute of a request
	 * @param alternatives for each alternative the exact values that it needs; empty for
	 * one that has to be asked always
	 * @return the index
	 */
	public static <A> ExactIndex<A> of(List<List<ExactValue<A>>> alternatives) {
		Map<ExactValue<A>, Long> frequencies = alternatives.stream()
			.flatMap(List::stream)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		Comparator<ExactValue<A>> rarestFirst = Comparator.comparing(frequencies::get);
		Map<A, Map<String, List<Integer>>> byAttribute = new LinkedHashMap<>();
		List<Integer> scanned = new ArrayList<>();
		boolean indexed = alternatives.size() > MAX_SCANNED;
		for (int i = 0; i < alternatives.size(); i++) {
			List<ExactValue<A>> values = alternatives.get(i).stream().sorted(rarestFirst).toList();
			ExactValue<A> exact = indexed ? choose(values, byAttribute) : null;
			if (exact == null) {
				scanned.add(i);
			}
			else {
				byAttribute.computeIfAbsent(exact.attribute(), (attribute) -> new HashMap<>())
					.computeIfAbsent(exact.value(), (value) -> new ArrayList<>())
					.add(i);
			}
		}
		List<Map<String, int[]>> positions = new ArrayList<>();
		byAttribute.values().forEach((byValue) -> positions.add(toArrays(byValue)));
		return new ExactIndex<>(toArray(scanned), List.copyOf(byAttribute.keySet()), List.copyOf(positions));
	}

	private static <A> @Nullable ExactValue<A> choose(List<ExactValue<A>> values, Map<A, ?> byAttribute) {
		for (ExactValue<A> value : values) {
			if (byAttribute.containsKey(value.attribute()) || byAttribute.size() < MAX_ATTRIBUTES) {
				return value;
			}
		}
		return null;
	}

	private static Map<String, int[]> toArrays(Map<String, List<Integer>> byValue) {
		Map<String, int[]> arrays = new HashMap<>();
		byValue.forEach((value, list) -> arrays.put(value, toArray(list)));
		return arrays;
	}

	private static int[] toArray(List<Integer> positions) {
		return positions.stream().mapToInt(Integer::intValue).toArray();
	}

	/**
	 * The alternatives that have to be asked whatever the request is.
	 * @return their positions, ascending; not to be changed
	 */
	public int[] scanned() {
		return this.scanned;
	}

	/**
	 * How many attributes are looked at.
	 * @return the count, 0 or more
	 */
	public int attributes() {
		return this.attributes.size();
	}

	/**
	 * An attribute that is looked at.
	 * @param index its number, from 0
	 * @return the attribute
	 */
	public A attribute(int index) {
		return this.attributes.get(index);
	}

	/**
	 * The alternatives that need a value of an attribute.
	 * @param attribute the number of the attribute
	 * @param value what the request has, {@code null} for nothing
	 * @return their positions, ascending; not to be changed
	 */
	public int[] positions(int attribute, @Nullable String value) {
		return (value != null) ? this.positions.get(attribute).getOrDefault(value, NONE) : NONE;
	}

	/**
	 * A value that an attribute of a request must have.
	 *
	 * @param <A> what names an attribute of a request
	 * @param attribute the attribute
	 * @param value the value, compared as it is
	 */
	public record ExactValue<A>(A attribute, String value) {
	}

}
