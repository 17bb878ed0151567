package io.opensergo.core.yaml;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Guesses what a misspelled word was meant to be.
 */
final class Spelling {

	private static final int MAX_LENGTH = 64;

	private Spelling() {
	}

	/**
	 * The candidate with the smallest edit distance.
	 * @param word the word as written
	 * @param candidates the words that would be right
	 * @return the closest one, {@code null} when none is close enough to be helpful
	 */
	static @Nullable String closest(String word, Collection<String> candidates) {
		if (word.isEmpty() || word.length() > MAX_LENGTH) {
			return null;
		}
		String closest = null;
		int best = Math.max(1, word.length() / 3) + 1;
		for (String candidate : candidates) {
			int distance = candidate.equalsIgnoreCase(word) ? 0 : distance(word, candidate);
			if (distance < best) {
				best = distance;
				closest = candidate;
			}
		}
		return closest;
	}

	/**
	 * The number of single-character edits, where swapping two neighbors is one edit.
	 * @param left one word
	 * @param right another word
	 * @return the number of edits
	 */
	static int distance(String left, String right) {
		int[][] edits = new int[left.length() + 1][right.length() + 1];
		for (int i = 0; i <= left.length(); i++) {
			edits[i][0] = i;
		}
		for (int j = 0; j <= right.length(); j++) {
			edits[0][j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			for (int j = 1; j <= right.length(); j++) {
				edits[i][j] = cheapest(edits, left, right, i, j);
			}
		}
		return edits[left.length()][right.length()];
	}

	private static int cheapest(int[][] edits, String left, String right, int i, int j) {
		boolean same = left.charAt(i - 1) == right.charAt(j - 1);
		int cost = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
		boolean swapped = i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2)
				&& left.charAt(i - 2) == right.charAt(j - 1);
		return swapped ? Math.min(cost, edits[i - 2][j - 2] + 1) : cost;
	}

}
