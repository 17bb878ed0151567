package io.opensergo.core.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Choice}.
 */
class ChoiceTests {

	private static final int DRAWS = 100_000;

	private final RandomGenerator random = new SplittableRandom(42);

	@Test
	void randomIsEven() {
		assertEven(new RandomChoice(4), 4, Choice.NONE);
	}

	@Test
	void randomWhenOneIsExcludedIsEvenAmongTheOthers() {
		for (int excluded = 0; excluded < 4; excluded++) {
			assertEven(new RandomChoice(4), 4, excluded);
		}
	}

	@Test
	void roundRobinTakesOneAfterTheOther() {
		RoundRobinChoice choice = new RoundRobinChoice(3, this.random);
		int first = choice.choose(null, this.random, Choice.NONE);
		for (int i = 1; i < 10; i++) {
			assertThat(choice.choose(null, this.random, Choice.NONE)).isEqualTo((first + i) % 3);
		}
	}

	@Test
	void roundRobinSkipsTheExcludedOne() {
		RoundRobinChoice choice = new RoundRobinChoice(3, this.random);
		for (int i = 0; i < 10; i++) {
			assertThat(choice.choose(null, this.random, 1)).isNotEqualTo(1);
		}
	}

	@Test
	void leastRequestWhenAllAreIdleIsEven() {
		assertEven(leastRequest(0, 0, 0, 0), 4, Choice.NONE);
		assertEven(leastRequest(0, 0, 0, 0), 4, 2);
	}

	/**
	 * The busiest of n is chosen never, the least busy one with every pair that it is
	 * part of: 2/n.
	 */
	@Test
	void leastRequestTakesTheLessBusyOneOfTwo() {
		int[] counts = count(leastRequest(1, 0, 3, 2), 4, Choice.NONE);
		assertThat(counts[2]).isZero();
		assertShare(counts[1], 0.5);
		assertShare(counts[0], 1.0 / 3);
		assertShare(counts[3], 1.0 / 6);
	}

	@Test
	void leastRequestWhenOnlyOneIsLeftTakesIt() {
		assertThat(leastRequest(0, 9).choose(null, this.random, 0)).isEqualTo(1);
		assertThat(leastRequest(9).choose(null, this.random, Choice.NONE)).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ring", "maglev" })
	void hashDoesNotDependOnTheOrderOfInstances(String algorithm) {
		List<String> addresses = addresses(7);
		List<String> shuffled = new ArrayList<>(addresses);
		Collections.shuffle(shuffled, new Random(3));
		Choice choice = hash(algorithm, addresses);
		Choice other = hash(algorithm, shuffled);
		for (int key = 0; key < 2000; key++) {
			assertThat(shuffled.get(choose(other, key))).isEqualTo(addresses.get(choose(choice, key)));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ring", "maglev" })
	void hashSharesKeysFairly(String algorithm) {
		int[] counts = new int[5];
		Choice choice = hash(algorithm, addresses(5));
		IntStream.range(0, DRAWS).forEach((key) -> counts[choose(choice, key)]++);
		assertThat(Arrays.stream(counts).boxed())
			.allSatisfy((count) -> assertThat(count).isBetween(DRAWS / 5 * 85 / 100, DRAWS / 5 * 115 / 100));
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 10, 50 })
	void ringWhenAnInstanceLeavesMovesItsKeysOnly(int size) {
		List<String> before = addresses(size);
		RandomGenerator draws = new SplittableRandom(size);
		for (int round = 0; round < 5; round++) {
			int leaving = draws.nextInt(size);
			List<String> after = new ArrayList<>(before);
			after.remove(leaving);
			Choice ring = hash("ring", before);
			Choice smaller = hash("ring", after);
			for (int key = 0; key < 1000; key++) {
				int owner = choose(ring, key);
				String newOwner = after.get(choose(smaller, key));
				if (owner != leaving) {
					assertThat(newOwner).isEqualTo(before.get(owner));
				}
				assertThat(newOwner).as("what a retry finds")
					.isEqualTo(before.get(ring.choose("key-" + key, this.random, leaving)));
			}
		}
	}

	@Test
	void maglevWhenAnInstanceLeavesMovesFewKeysOfOthers() {
		List<String> before = addresses(10);
		List<String> after = before.subList(0, 9);
		Choice table = hash("maglev", before);
		Choice smaller = hash("maglev", after);
		int moved = 0;
		for (int key = 0; key < 10_000; key++) {
			int owner = choose(table, key);
			moved += (owner != 9 && choose(smaller, key) != owner) ? 1 : 0;
		}
		assertThat(moved).isLessThan(500);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 5, 101, 65537 })
	void maglevFillsEachSlotAndIsEvenToOneSlot(int tableSize) {
		int[] slots = new int[5];
		Arrays.stream(MaglevChoice.of(addresses(5), tableSize).table()).forEach((owner) -> slots[owner]++);
		assertThat(Arrays.stream(slots).sum()).isEqualTo(tableSize);
		assertThat(Arrays.stream(slots).boxed())
			.allSatisfy((count) -> assertThat(count).isBetween(tableSize / 5, tableSize / 5 + 1));
	}

	@Test
	void maglevSkipsTheExcludedOne() {
		Choice table = hash("maglev", addresses(3));
		for (int key = 0; key < 1000; key++) {
			assertThat(table.choose("key-" + key, this.random, 1)).isNotEqualTo(1);
		}
		assertThat(MaglevChoice.of(addresses(3), 2).choose("key", this.random, 0)).isNotZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ring", "maglev" })
	void hashWithoutKeyIsRandom(String algorithm) {
		assertEven(hash(algorithm, addresses(3)), 3, Choice.NONE);
	}

	@Test
	void hashOfKeysIsTheSameOnEveryJvm() {
		assertThat(KeyHash.of("")).isEqualTo(0xefd01f60ba992926L);
		assertThat(KeyHash.of("10.0.0.1:8080_0")).isEqualTo(KeyHash.of("10.0.0.1:8080_0"))
			.isNotEqualTo(KeyHash.of("10.0.0.1:8080_1"));
	}

	@Test
	void ringStaysBounded() {
		long start = System.nanoTime();
		RingHashChoice.of(addresses(2000), Integer.MAX_VALUE);
		assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
	}

	private static Choice hash(String algorithm, List<String> addresses) {
		return "ring".equals(algorithm) ? RingHashChoice.of(addresses, RingHashChoice.DEFAULT_MINIMUM_SIZE)
				: MaglevChoice.of(addresses, 65537);
	}

	private static List<String> addresses(int size) {
		return IntStream.range(0, size).mapToObj((i) -> "10.0.0." + i + ":8080").toList();
	}

	private int choose(Choice choice, int key) {
		return choice.choose("key-" + key, this.random, Choice.NONE);
	}

	private static LeastRequestChoice leastRequest(int... active) {
		return new LeastRequestChoice(
				Arrays.stream(active).mapToObj(AtomicInteger::new).<IntSupplier>map((count) -> count::get).toList());
	}

	private int[] count(Choice choice, int size, int excluded) {
		int[] counts = new int[size];
		IntStream.range(0, DRAWS).forEach((i) -> counts[choice.choose(null, this.random, excluded)]++);
		return counts;
	}

	private void assertEven(Choice choice, int size, int excluded) {
		int[] counts = count(choice, size, excluded);
		double share = 1.0 / ((excluded != Choice.NONE) ? size - 1 : size);
		for (int i = 0; i < size; i++) {
			assertShare(counts[i], (i != excluded) ? share : 0);
		}
	}

	private static void assertShare(int count, double share) {
		double sigma = Math.sqrt(DRAWS * share * (1 - share));
		assertThat((double) count).isBetween(DRAWS * share - 3 * sigma, DRAWS * share + 3 * sigma);
	}

}
