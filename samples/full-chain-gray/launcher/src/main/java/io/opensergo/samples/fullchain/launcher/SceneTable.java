package io.opensergo.samples.fullchain.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * The scenes as a table of plain text.
 */
final class SceneTable {

	private static final List<String> HEADER = List.of("#", "scene", "expected", "observed", "");

	private SceneTable() {
	}

	static String of(List<Scene> scenes) {
		List<List<String>> rows = new ArrayList<>();
		rows.add(HEADER);
		for (int i = 0; i < scenes.size(); i++) {
			Scene scene = scenes.get(i);
			rows.add(List.of(Integer.toString(i + 1), scene.title(), scene.expected(), scene.observed(),
					scene.verdict()));
		}
		int[] widths = widths(rows);
		StringBuilder table = new StringBuilder();
		for (List<String> row : rows) {
			appendRow(table, row, widths);
			if (row == HEADER) {
				appendRule(table, widths);
			}
		}
		return table.toString();
	}

	private static int[] widths(List<List<String>> rows) {
		int[] widths = new int[HEADER.size()];
		for (List<String> row : rows) {
			for (int column = 0; column < widths.length; column++) {
				widths[column] = Math.max(widths[column], row.get(column).length());
			}
		}
		return widths;
	}

	private static void appendRow(StringBuilder table, List<String> row, int[] widths) {
		StringBuilder line = new StringBuilder();
		for (int column = 0; column < widths.length; column++) {
			String cell = row.get(column);
			line.append("  ").append(cell).append(" ".repeat(widths[column] - cell.length()));
		}
		table.append(line.toString().stripTrailing()).append(System.lineSeparator());
	}

	private static void appendRule(StringBuilder table, int[] widths) {
		for (int width : widths) {
			table.append("  ").append("-".repeat(width));
		}
		table.append(System.lineSeparator());
	}

}
