package io.opensergo.controlplane.report;

import java.util.List;

import io.opensergo.controlplane.explain.Explanation;

/**
 * How decisions are printed.
 */
public enum DecisionFormat {

	/**
	 * A JSON array, one element per request, in order.
	 */
	JSON {

		@Override
		public String render(List<Explanation> explanations) {
			return DecisionJson.render(explanations);
		}

	},

	/**
	 * A block of lines per request.
	 */
	TEXT {

		@Override
		public String render(List<Explanation> explanations) {
			return DecisionText.render(explanations);
		}

	};

	/**
	 * Renders decisions.
	 * @param explanations the decisions, in the order of the requests
	 * @return the text, ends with a line break
	 */
	public abstract String render(List<Explanation> explanations);

}
