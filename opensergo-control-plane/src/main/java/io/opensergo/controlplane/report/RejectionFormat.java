package io.opensergo.controlplane.report;

import java.util.List;

import io.opensergo.core.rule.Rejection;

/**
 * How rejections are printed.
 */
public enum RejectionFormat {

	/**
	 * One line per rejection that begins with the file.
	 */
	TEXT {

		@Override
		public String render(List<Rejection> rejections) {
			StringBuilder lines = new StringBuilder();
			rejections.forEach((rejection) -> lines.append(RejectionLine.of(rejection)).append('\n'));
			return lines.toString();
		}

	},

	/**
	 * A JSON array, one object per rejection.
	 */
	JSON {

		@Override
		public String render(List<Rejection> rejections) {
			return RejectionJson.render(rejections);
		}

	};

	/**
	 * Renders rejections.
	 * @param rejections the rejections, in order
	 * @return the text; empty, or ends with a line break
	 */
	public abstract String render(List<Rejection> rejections);

}
