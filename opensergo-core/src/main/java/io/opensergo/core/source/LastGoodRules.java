package io.opensergo.core.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;

/**
 * Remembers the rules in force, so that a rule whose new text is refused stays as it was.
 */
final class LastGoodRules {

	private Map<RuleId, Good> good = new LinkedHashMap<>();

	/**
	 * Takes the documents of a reading.
	 * @param documents all documents of the source
	 * @return the rules in force from now on, and what is wrong with the documents
	 */
	RuleSet apply(List<RuleDocument> documents) {
		RuleSet merged = RuleDocument.merge(documents);
		Set<RuleId> defined = new HashSet<>();
		merged.rules().forEach((rule) -> defined.add(rule.id()));
		Map<RuleId, Good> next = new LinkedHashMap<>();
		for (RuleDocument document : documents) {
			Rule rule = document.rule();
			if (rule != null) {
				next.putIfAbsent(rule.id(), new Good(rule, document.source()));
			}
			else if (document.isRefused()) {
				keep(document, defined, next);
			}
		}
		this.good = next;
		List<Rule> rules = new ArrayList<>();
		next.values().forEach((good) -> rules.add(good.rule()));
		return new RuleSet(rules, merged.rejections());
	}

	private void keep(RuleDocument refused, Set<RuleId> defined, Map<RuleId, Good> next) {
		this.good.forEach((id, good) -> {
			if (!defined.contains(id) && isMeant(refused, id, good)) {
				next.putIfAbsent(id,
						new Good(good.rule(), (refused.name() != null) ? refused.source() : good.source()));
			}
		});
	}

	/**
	 * Whether a refused document may be the new version of a rule. A document without a
	 * name may be any rule of its file, or of its folder when that cannot be read.
	 */
	private static boolean isMeant(RuleDocument refused, RuleId id, Good good) {
		if (refused.name() == null) {
			return good.source().equals(refused.source()) || good.source().startsWith(refused.source() + "/")
					|| good.source().startsWith(refused.source() + "\\");
		}
		boolean sameName = id.name().equals(refused.name()) && id.namespace().equals(refused.namespace());
		boolean knownKind = Arrays.stream(RuleKind.values()).anyMatch((kind) -> kind.kind().equals(refused.kind()));
		return sameName && (!knownKind || id.kind().kind().equals(refused.kind()));
	}

	private record Good(Rule rule, String source) {
	}

}
