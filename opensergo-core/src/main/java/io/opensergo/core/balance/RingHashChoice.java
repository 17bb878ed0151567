package io.opensergo.core.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * A hash ring (Ketama): each instance owns points {@code host:port_0},
 * {@code host:port_1}, … on a ring, a key belongs to the owner of the next point. Points
 * depend on the instance alone: when an instance leaves, only its keys move.
 *
 * <p>
 * Each instance has as many points as the smallest ring asks for. Only when there are so
 * many instances that the ring would get larger than {@link #MAX_POINTS}, the number is
 * halved, once per doubling of the instances.
 */
final class RingHashChoice implements Choice {

	/**
	 * The ring size of Envoy and Istio when a rule gives none.
	 */
	static final long DEFAULT_MINIMUM_SIZE = 1024;

	/**
	 * The largest ring that a rule may ask for; one that asks for more gets this one.
	 */
	static final int MAX_MINIMUM_SIZE = 1 << 15;

	/**
	 * The largest number of points of a ring, unless there are more instances than that.
	 */
	static final int MAX_POINTS = 2 * MAX_MINIMUM_SIZE;

	private final int size;

	private final long[] points;

	private final int[] owners;

	private RingHashChoice(int size, long[] points, int[] owners) {
		this.size = size;
		this.points = points;
		this.owners = owners;
	}

	static RingHashChoice of(List<String> addresses, long minimumSize) {
		int perInstance = pointsPerInstance(addresses.size(), minimumSize);
		List<Point> ring = new ArrayList<>(addresses.size() * perInstance);
		for (int owner = 0; owner < addresses.size(); owner++) {
			String address = addresses.get(owner);
			for (int i = 0; i < perInstance; i++) {
				ring.add(new Point(KeyHash.of(address + "_" + i), address, owner));
			}
		}
		ring.sort(Point.ORDER);
		return new RingHashChoice(addresses.size(), ring.stream().mapToLong(Point::hash).toArray(),
				ring.stream().mapToInt(Point::owner).toArray());
	}

	private static int pointsPerInstance(int instances, long minimumSize) {
		long points = Math.max(1, Math.min(minimumSize, MAX_MINIMUM_SIZE));
		while (points > 1 && points * instances > MAX_POINTS) {
			points /= 2;
		}
		return (int) points;
	}

	@Override
	public int choose(@Nullable String key, RandomGenerator random, int excluded) {
		if (key == null) {
			return RandomChoice.draw(this.size, random, excluded);
		}
		int point = firstFrom(KeyHash.of(key));
		while (this.owners[point] == excluded) {
			point = (point + 1 < this.points.length) ? point + 1 : 0;
		}
		return this.owners[point];
	}

	private int firstFrom(long hash) {
		int low = 0;
		int high = this.points.length;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.points[middle] < hash) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return (low < this.points.length) ? low : 0;
	}

	/**
	 * A point of the ring. The address orders points that meet, so that the order of the
	 * instances never counts.
	 */
	private record Point(long hash, String address, int owner) {

		private static final Comparator<Point> ORDER = Comparator.comparingLong(Point::hash)
			.thenComparing(Point::address);

	}

}
