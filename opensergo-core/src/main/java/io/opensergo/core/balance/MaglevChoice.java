package io.opensergo.core.balance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * A Maglev table: the instances take slots in turn, each in an order of its own, a key
 * belongs to the owner of its slot. Shares are more even than on a ring, and the choice
 * is one look at an array; when an instance leaves, few keys of others move too.
 *
 * @see <a href="https://research.google/pubs/pub44824/">Maglev, section 3.4</a>
 */
final class MaglevChoice implements Choice {

	private final int size;

	private final int[] table;

	private MaglevChoice(int size, int[] table) {
		this.size = size;
		this.table = table;
	}

	/**
	 * Fills a table.
	 * @param addresses the instances
	 * @param tableSize the number of slots, a prime; a smaller one than there are
	 * instances leaves instances out
	 * @return the table
	 */
	static MaglevChoice of(List<String> addresses, int tableSize) {
		int[] table = new int[tableSize];
		Arrays.fill(table, NONE);
		int[] order = inOrderOfAddresses(addresses);
		long[] next = new long[order.length];
		long[] skip = new long[order.length];
		for (int i = 0; i < order.length; i++) {
			String address = addresses.get(order[i]);
			next[i] = Long.remainderUnsigned(KeyHash.of(address), tableSize);
			skip[i] = (tableSize > 1) ? Long.remainderUnsigned(KeyHash.of(address + "#skip"), tableSize - 1L) + 1 : 1;
		}
		for (int filled = 0; filled < tableSize; filled++) {
			int turn = filled % order.length;
			while (table[(int) next[turn]] != NONE) {
				next[turn] = (next[turn] + skip[turn]) % tableSize;
			}
			table[(int) next[turn]] = order[turn];
		}
		return new MaglevChoice(order.length, table);
	}

	private static int[] inOrderOfAddresses(List<String> addresses) {
		return IntStream.range(0, addresses.size())
			.boxed()
			.sorted(Comparator.comparing(addresses::get))
			.mapToInt(Integer::intValue)
			.toArray();
	}

	@Override
	public int choose(@Nullable String key, RandomGenerator random, int excluded) {
		if (key == null) {
			return RandomChoice.draw(this.size, random, excluded);
		}
		int slot = (int) Long.remainderUnsigned(KeyHash.of(key), this.table.length);
		for (int i = 0; i < this.table.length && this.table[slot] == excluded; i++) {
			slot = (slot + 1 < this.table.length) ? slot + 1 : 0;
		}
		return (this.table[slot] != excluded) ? this.table[slot] : RandomChoice.draw(this.size, random, excluded);
	}

	/**
	 * The owners of all slots.
	 * @return a copy
	 */
	int[] table() {
		return this.table.clone();
	}

}
