package io.opensergo.spring.propagation.http;

import java.util.List;

/**
 * The first place in a list of interceptors or filters: it sees a call before those that
 * choose an instance do.
 */
final class Outermost {

	private Outermost() {
	}

	/**
	 * Puts an element first, unless one of its class is there already.
	 * @param elements the list
	 * @param element the element
	 * @param <E> the type of the elements
	 */
	static <E> void put(List<E> elements, E element) {
		if (elements.stream().noneMatch(element.getClass()::isInstance)) {
			elements.add(0, element);
		}
	}

}
